/** The name and its sign: a beep on the way to the books. */
export function Mark() {
  return (
    <p class="mark">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path d="M6 5v22M11 5v22M15 5v13M19 5v13M25 5v9" />
        <path class="tick" d="M15 25l4 4 9-10" />
      </svg>
      Scanpost
    </p>
  );
}
