/** @jsxImportSource preact */
import { Petals } from './icons.tsx';

/** Drawings of our own; the lotus of the steps has between none and five petals filled, in this order. */
const drawings = `
  <symbol id="face-1" viewBox="0 0 32 32"><circle class="face-disc" cx="16" cy="16" r="13.5"/><path d="m8.9 12.2 4-2.2m10.2 2.2-4-2.2"/><path d="M11.7 15.6v.2m8.6-.2v.2" stroke-width="3"/><path d="M10.6 23.8q5.4-5.8 10.8 0"/></symbol>
  <symbol id="face-2" viewBox="0 0 32 32"><circle class="face-disc" cx="16" cy="16" r="13.5"/><path d="M11.6 13v.2m8.8-.2v.2" stroke-width="3"/><path d="M11 22.4q5-3.6 10 0"/></symbol>
  <symbol id="face-3" viewBox="0 0 32 32"><circle class="face-disc" cx="16" cy="16" r="13.5"/><path d="M11.6 13v.2m8.8-.2v.2" stroke-width="3"/><path d="M11 20.8h10"/></symbol>
  <symbol id="face-4" viewBox="0 0 32 32"><circle class="face-disc" cx="16" cy="16" r="13.5"/><path d="M11.6 12.6v.2m8.8-.2v.2" stroke-width="3"/><path d="M10.8 19q5.2 5 10.4 0"/></symbol>
  <symbol id="face-5" viewBox="0 0 32 32"><circle class="face-disc" cx="16" cy="16" r="13.5"/><path d="M9.4 13.4q2.2-3 4.4 0m4.4 0q2.2-3 4.4 0"/><path class="face-mouth" d="M9.6 17.6h12.8q-.8 7-6.4 7t-6.4-7Z" fill="currentColor"/></symbol>
  <symbol id="tick" viewBox="0 0 16 16"><path d="m2.5 8.5 3.7 3.7 7.3-8"/></symbol>
  <symbol id="dot" viewBox="0 0 16 16"><circle cx="8" cy="8" r="3" fill="currentColor" stroke="none"/></symbol>
  <symbol id="letters" viewBox="0 0 24 24"><path d="M1.5 19 5.6 8.5 9.7 19M3 15.5h5.2M11 19l5.9-14.5L22.8 19M13 14.5h7.8"/></symbol>
  <symbol id="warning" viewBox="0 0 24 24"><path d="M12 3.5 22 20.5H2Z"/><path d="M12 10v4.5"/><path d="M12 17.4v.1" stroke-width="2.6"/></symbol>
  <symbol id="info" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9.5"/><path d="M12 11v6"/><path d="M12 7.2v.1" stroke-width="2.6"/></symbol>
  <symbol id="down" viewBox="0 0 24 24"><path d="m5 9 7 7 7-7"/></symbol>
  <symbol id="star" viewBox="0 0 32 32"><path d="m16 3.8 3.7 8 8.6 1-6.4 5.9 1.7 8.6-7.6-4.3-7.6 4.3 1.7-8.6-6.4-5.9 8.6-1Z"/></symbol>
  <symbol id="yes" viewBox="0 0 32 32"><circle cx="16" cy="16" r="13.5"/><path d="m9.8 16.6 4.2 4.2 8.2-9"/></symbol>
  <symbol id="no" viewBox="0 0 32 32"><circle cx="16" cy="16" r="13.5"/><path d="m11 11 10 10m0-10L11 21"/></symbol>
  <symbol id="towards" viewBox="0 0 120 12" preserveAspectRatio="none"><path d="M1 6h116m-5-4.5L117.5 6 112 10.5" vector-effect="non-scaling-stroke"/></symbol>
  <symbol id="kept" viewBox="0 0 24 24"><rect x="6" y="2.5" width="12" height="19" rx="2.2"/><path d="m9 11.5 2.3 2.3 4-4.6M11 18.6h2"/></symbol>
`.replace(/>\s+</g, '><');

const FILL_ORDER = [0, 2, 4, 3, 1];

/** Everything that pages draw by name, once at the head of the body. Only the server renders it. */
export const Sprite = () => (
  <svg class="sprite" width="0" height="0" aria-hidden="true">
    {[0, 1, 2, 3, 4, 5].map((filled) => (
      <symbol key={filled} id={`lotus-${filled}`} viewBox="0 0 64 48">
        <g stroke-width="1.75">
          <Petals filled={(petal) => FILL_ORDER.indexOf(petal) < filled} />
        </g>
        <path d="M14 43.5q9-3 18 0t18 0" stroke-width="1.75" />
      </symbol>
    ))}
    <defs dangerouslySetInnerHTML={{ __html: drawings }} />
  </svg>
);
