/** @jsxImportSource preact */

/** A drawing of the sprite that every page carries (see sprite.tsx). */
export const Drawing = ({ name, className }: { name: string; className?: string }) => (
  <svg class={className} aria-hidden="true">
    <use href={`#${name}`} />
  </svg>
);

export const Icon = ({ name }: { name: string }) => <Drawing name={name} className="icon" />;

const PETAL = 'M32 38C23.5 31 23.5 18 32 7C40.5 18 40.5 31 32 38Z';
/** From the outermost on the left over the outermost on the right to the one in the middle. */
const TURNS = [-60, 60, -31, 31, 0];

/** Five petals, of which so many are filled, in the order of the drawing. */
export const Petals = ({ filled }: { filled: (petal: number) => boolean }) => (
  <>
    {TURNS.map((turn, at) => (
      <path
        key={turn}
        class={filled(at) ? 'petal petal-on' : 'petal'}
        d={PETAL}
        {...(turn !== 0 && { transform: `rotate(${turn} 32 38)` })}
      />
    ))}
  </>
);

/** The pond behind the office's name. */
export const HeroArt = () => (
  <svg class="hero-art" viewBox="0 0 360 120" preserveAspectRatio="xMidYMax meet" aria-hidden="true">
    <g>
      {[
        [64, 9],
        [112, 18],
        [168, 29],
        [232, 42],
        [304, 57],
      ].map(([rx, ry]) => (
        <ellipse key={rx} class="ripple" cx="252" cy="104" rx={rx} ry={ry} />
      ))}
    </g>
    <g transform="translate(184 16) scale(2.1)" stroke-width="0.9">
      <Petals filled={(petal) => petal === 4} />
    </g>
  </svg>
);

/** The open lotus of sending and thanks. */
export const StateArt = () => (
  <svg class="state-art" viewBox="0 0 128 96" aria-hidden="true">
    <ellipse class="ripple" cx="64" cy="82" rx="34" ry="5" />
    <ellipse class="ripple" cx="64" cy="82" rx="60" ry="10" />
    <g transform="translate(8 8) scale(1.75)" stroke-width="1">
      <Petals filled={() => true} />
    </g>
  </svg>
);
