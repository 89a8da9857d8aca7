/** Figure: what a sudden change of the hash rate does to the pace of blocks, and how the difficulty brings it back. */
import { defineFigure } from './figure.tsx';

export default defineFigure({
  name: 'difficulty-shock',
  title: 'A shock to the hash rate',
  caption:
    'Four times as many hashes arrive at once. For one window blocks come too fast, since nobody knows yet; then the difficulty is set from what that window took. Try the other shocks: a rule that may change by a factor of four at most needs more than one window for more.',
  seed: 1,
  built: import.meta.env.SSR ? await import('./difficulty-shock/view.tsx') : undefined,
  load: () => import('./difficulty-shock/view.tsx'),
});
