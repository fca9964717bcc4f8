/** Turns video into frames for the decoder: cropped to the aim box, now and then turned. */

/** The aim box within the picture on screen, as parts of its width and height. */
export const AIM = { width: 0.86, height: 0.62 };
const LARGEST = 1280;
/** Linear codes held askew: turned views find what the quick reading misses. */
const TURNS = [0, 30, -30, 60];

export type Grabber = {
  grab(video: HTMLVideoElement, count: number): { image: ImageData; thorough: boolean } | null;
};

/** Where the aim box lies in the video's own pixels, the video being shown with object-fit: cover. */
export function aimRect(
  video: { width: number; height: number },
  shown: { width: number; height: number },
): { x: number; y: number; width: number; height: number } {
  const scale = Math.max(shown.width / video.width, shown.height / video.height) || 1;
  const width = Math.min(video.width, (shown.width * AIM.width) / scale);
  const height = Math.min(video.height, (shown.height * AIM.height) / scale);
  return { x: (video.width - width) / 2, y: (video.height - height) / 2, width, height };
}

export function grabber(): Grabber {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });

  return {
    /** Frame number `count`; every fourth is read thoroughly, and those are turned in rotation. */
    grab(video, count) {
      if (!context || video.videoWidth === 0) return null;
      const aim = aimRect(
        { width: video.videoWidth, height: video.videoHeight },
        { width: video.clientWidth, height: video.clientHeight },
      );
      const thorough = count % 4 === 3;
      const turn = thorough ? (TURNS[Math.floor(count / 4) % TURNS.length] ?? 0) : 0;
      const scale = Math.min(1, LARGEST / aim.width);
      canvas.width = Math.round(aim.width * scale);
      canvas.height = Math.round(aim.height * scale);
      context.setTransform(1, 0, 0, 1, 0, 0);
      if (turn) {
        context.translate(canvas.width / 2, canvas.height / 2);
        context.rotate((turn * Math.PI) / 180);
        context.translate(-canvas.width / 2, -canvas.height / 2);
      }
      context.drawImage(
        video,
        aim.x,
        aim.y,
        aim.width,
        aim.height,
        0,
        0,
        canvas.width,
        canvas.height,
      );
      return { image: context.getImageData(0, 0, canvas.width, canvas.height), thorough };
    },
  };
}
