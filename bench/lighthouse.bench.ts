/** Lighthouse's four scores on the front page and a lesson; performance depends on the machine, so it is printed, not asserted. */
import { audit, type Device } from '../tests/e2e/lighthouse.ts';
import { serve } from '../tools/serve.ts';

const PORT = 4398;
const PATHS = ['/', '/lessons/the-role-of-layer-1/'];
const DEVICES: readonly Device[] = ['desktop', 'mobile'];

export default async function lighthouseScores() {
  const server = await serve(PORT);
  try {
    const rows = [];
    for (const path of PATHS)
      for (const device of DEVICES) {
        const { failing, ...scores } = await audit(`http://127.0.0.1:${PORT}${path}`, device);
        for (const line of failing) console.error(`${path} ${device}: ${line}`);
        for (const [category, value] of Object.entries(scores))
          rows.push({
            name: `lighthouse ${category}, ${path}, ${device}`,
            value,
            unit: 'points',
            peer: 'best possible',
            peerValue: 100,
            ratio: value / 100,
          });
      }
    return rows;
  } finally {
    server.close();
  }
}
