/** @jsxImportSource preact */
import { Petals } from './icons.tsx';

/** Drawings of our own, and the word "Khmer" in Khmer from the outlines of Noto Sans Khmer (OFL 1.1); the lotus of the steps has between none and five petals filled, in this order. */
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
  <symbol id="khmer" viewBox="0 0 141 135"><path fill="currentColor" stroke="none" d="M14 26c-3 0-5 0-7-1-2-1-4-2-5-4-1-1-2-3-2-6 0-3 1-6 4-8 3-2 6-3 12-3v8c-3 0-4 0-5 1-1 0-2 1-2 3 0 0 0 1 1 2 1 0 2 1 3 1 3 0 5-1 7-3 1-1 3-3 4-6 1-3 1-6 1-10h9c0 6-1 11-3 15-1 3-4 6-7 8-3 2-6 3-10 3zM23 57v33c0 2 0 3 1 3 0 1 1 1 3 1h5v8h-11c-3 0-6 0-7-1-2-1-2-3-2-5v-39zM12 59v-4c-3-3-5-5-6-7-1-1-2-2-2-3 0-1-1-1-1-2 0 0 1-1 1-1 0-1 1-2 2-4 1-1 3-3 5-6h15v8h-15l12 13v6zM73 102c-7 0-12-1-16-2-4-2-6-4-8-7-2-3-3-6-3-10v-15l21-3c7-1 12-3 16-5 3-3 5-6 5-10 0-3-1-6-3-7-3-2-7-3-12-3-6 0-10 1-12 2-3 2-4 4-4 6 0 1 1 2 2 3 1 0 2 1 4 1v8h-5c-3 0-6-1-8-3-2-1-4-4-4-8 0-3 1-6 3-8 2-3 4-5 8-7 4-1 9-2 16-2 6 0 11 1 15 2 4 2 7 4 8 7 2 3 3 6 3 9 0 4-1 8-3 11-3 3-6 5-11 7-5 2-10 4-17 5l-11 2v8c0 4 1 7 4 8 2 2 6 3 12 3 5 0 9-1 12-3 2-1 3-4 3-8v-9h11v9c0 4-1 7-3 10-1 3-4 5-8 7-4 1-9 2-15 2zM94 135c-2 0-3-1-4-1-1-1-2-2-3-3-1-1-1-2-1-4h-36v-7h36v-12h10v12c2 1 3 1 4 3 1 1 1 3 1 4 0 2 0 3-1 4 0 1-1 2-2 3-1 0-3 1-4 1zM127 59v-4c-2-3-4-5-5-7-2-1-2-2-3-3 0-1 0-1 0-2 0 0 0-1 1-1 0-1 1-2 2-4 1-1 2-3 5-6h14v8h-14l11 13v6zM138 57v37c0 3 0 5-2 6-1 2-3 2-6 2h-2c-2 0-5 0-7-1-2 0-4-2-5-4-2-1-2-4-2-8 0-3 0-5 2-7 1-2 3-4 5-4 2-1 4-2 6-2v-19zM127 94v-10c-1 0-2 1-3 1-2 1-2 2-2 4 0 2 0 3 2 4 1 1 2 1 3 1z"/></symbol>
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
