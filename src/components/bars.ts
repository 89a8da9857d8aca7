/** Bars beside each other, to scale, as an SVG's text: the same drawing at build and in the page. */

/** One bar. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Whose number it is; decides the pattern, so that colour is not needed to tell. */
  readonly who: 'mine' | 'reference' | 'published';
}

const HEIGHT = 16;
const GAP = 6;
const LABEL = 84;
const FILLS = {
  mine: 'var(--strata-accent)',
  reference: 'var(--strata-muted)',
  published: 'none',
} as const;

/** The bars, longest value filling the width; decorative beside a table of the same numbers. */
export function barsSvg(bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
  const height = bars.length * (HEIGHT + GAP) - GAP;
  const rows = bars.map(({ label, value, who }, index) => {
    const y = index * (HEIGHT + GAP);
    const share = Math.max(0.004, Math.abs(value) / most).toFixed(4);
    const text = `<text x="${LABEL - 8}" y="${y + HEIGHT - 4}" text-anchor="end" font-size="12" fill="var(--strata-ink)">${label}</text>`;
    const shape = `<rect x="${LABEL}" y="${y + 1}" height="${HEIGHT - 2}" style="width:calc((100% - ${LABEL + 2}px) * ${share})" fill="${FILLS[who]}" stroke="var(--strata-ink)" stroke-width="1"${who === 'published' ? ' stroke-dasharray="3 2"' : ''}/>`;
    return text + shape;
  });
  return `<svg width="100%" height="${height}" aria-hidden="true" focusable="false" style="display:block;max-width:32rem;font-family:var(--strata-ui)">${rows.join('')}</svg>`;
}
