/** Figure: a day of payments between a few parties, and the few transfers that settle them. */
import { defineFigure } from './figure.tsx';

export default defineFigure({
  name: 'netting',
  title: 'What a day of payments comes down to',
  caption:
    'On the left every payment as it is made, on the right what would settle all of them now. Step through the day: payments add up, but a debt can be passed on or cancelled. With n parties, n − 1 transfers are always enough; look for moments at which fewer are.',
  seed: 1,
  built: import.meta.env.SSR ? await import('./netting/view.tsx') : undefined,
  load: () => import('./netting/view.tsx'),
});
