/** Draws a picture for a wide column and for a narrow one; the style sheet shows the one that fits, so text keeps its size without script. */
import type { ComponentChildren } from 'preact';

/** The width a picture is drawn for, in its own units: about a CSS pixel each. */
export interface Size {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
}

/** A text column. */
export const WIDE: Size = { name: 'wide', width: 680 };
/** A telephone's screen. */
export const NARROW: Size = { name: 'narrow', width: 350 };

/** Both drawings of one picture. */
export function Responsive({ draw }: { readonly draw: (size: Size) => ComponentChildren }) {
  return (
    <div class="strata-drawing">
      <div class="strata-wide">{draw(WIDE)}</div>
      <div class="strata-narrow">{draw(NARROW)}</div>
    </div>
  );
}
