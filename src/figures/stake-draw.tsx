/** Figure: proposers drawn by stake, and what chance allows each of them. */
import { defineFigure } from './figure.tsx';

export default defineFigure({
  name: 'stake-draw',
  title: 'Drawn by stake',
  caption:
    'Go back to the first epochs: with few draws the bounds are wide, and luck looks like injustice. Play on and they close in on each share. Then split the largest stake into eight identities and compare their sum with what the whole could expect.',
  seed: 1,
  built: import.meta.env.SSR ? await import('./stake-draw/view.tsx') : undefined,
  load: () => import('./stake-draw/view.tsx'),
});
