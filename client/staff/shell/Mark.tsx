/** @jsxImportSource react */
/** The lotus of the platform. */
export function Mark() {
  return (
    <svg
      viewBox="0 0 28 28"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinejoin="round"
    >
      <path d="M14 4c3.2 3.6 4.4 7.6 4.4 10.4 0 3.4-1.8 6.2-4.4 8.1-2.6-1.9-4.4-4.7-4.4-8.1C9.6 11.6 10.8 7.6 14 4z" />
      <path d="M8.9 9.2C6.6 8.7 4.9 8.9 3.6 9.4c.2 6 4.4 11.6 10.4 13.1 6-1.5 10.2-7.1 10.4-13.1-1.3-.5-3-.7-5.3-.2" />
    </svg>
  );
}
