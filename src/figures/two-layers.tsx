/** Figure: a chain and a rollup on it, under one load; what a payment waits and pays on each. */
import { defineFigure } from './figure.tsx';

export default defineFigure({
  name: 'two-layers',
  title: 'One stream of payments, two layers',
  caption:
    'Half of the payments go straight to layer 1, half to a rollup that posts them there in batches. Move the slider: layer 1 has room for five a second and no more. A promise of layer 2 comes at once, but it is only as final as layer 1 when its batch is in a block.',
  seed: 1,
  built: import.meta.env.SSR ? await import('./two-layers/view.tsx') : undefined,
  load: () => import('./two-layers/view.tsx'),
});
