import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

/** The API that `npm run dev` talks to; `make run` listens here by default. */
const api = process.env.SCANPOST_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { proxy: { "/api": api, "/simulator": api, "/health": api, "/quickbooks": api } },
  build: {
    target: "es2022",
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  worker: { format: "es" },
  plugins: [
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src",
      filename: "sw.ts",
      injectRegister: false,
      manifest: {
        id: "/",
        name: "Scanpost",
        short_name: "Scanpost",
        description: "Every beep on the warehouse floor is in QuickBooks a moment later.",
        start_url: "/",
        display: "standalone",
        orientation: "any",
        background_color: "#faf9f6",
        theme_color: "#faf9f6",
        icons: [
          { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
          { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
          {
            src: "/icon-maskable-512.png",
            sizes: "512x512",
            type: "image/png",
            purpose: "maskable",
          },
        ],
        shortcuts: [
          { name: "Receive", url: "/receive" },
          { name: "Pick", url: "/pick" },
          { name: "Look up", url: "/lookup" },
        ],
      },
      injectManifest: {
        globPatterns: ["**/*.{js,css,html,svg,png,wasm,webmanifest}"],
        maximumFileSizeToCacheInBytes: 3_000_000,
      },
    }),
  ],
  test: { environment: "node", include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
