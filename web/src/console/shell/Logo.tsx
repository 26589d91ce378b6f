export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 26 26" aria-hidden="true">
      <path d="M4 14a9 9 0 0 1 18 0" fill="none" stroke="#6ea0f5" strokeWidth="2.4" />
      <rect x="2.5" y="13" width="5" height="8" rx="2" fill="#fff" />
      <rect x="18.5" y="13" width="5" height="8" rx="2" fill="#fff" />
      <path d="M21 21c0 2-2 3-5 3" fill="none" stroke="#fff" strokeWidth="1.8" />
    </svg>
  );
}
