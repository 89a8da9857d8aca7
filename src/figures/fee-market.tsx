/** Figure: a block filled by fee rate, and the payments that it leaves waiting. */
import { defineFigure } from './figure.tsx';

export default defineFigure({
  name: 'fee-market',
  title: 'Who gets into the block',
  caption:
    'A brick is a payment: as wide as it is heavy, darker the more it pays for each byte. Move the load across 100 % and watch the rate to get in. A brick with a corner spends another one: a dear child pulls its cheap parent in, and a cheap parent can keep a dear child waiting.',
  seed: 1,
  built: import.meta.env.SSR ? await import('./fee-market/view.tsx') : undefined,
  load: () => import('./fee-market/view.tsx'),
});
