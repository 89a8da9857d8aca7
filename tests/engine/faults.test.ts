/** Faults that a world injects: messages twice, late, and nodes that are down. */
import { expect, test } from 'vitest';
import { bytes, ms, World, type NetworkSettings } from '../../src/engine/index.ts';

/** When each of `count` messages from node 0, sent one a second, arrived at node 1. */
function arrivals(
  faults: Partial<NetworkSettings>,
  count = 200,
  down?: readonly [number, number],
): readonly number[] {
  const world = new World<number>({
    seed: 7,
    network: { nodes: 2, latency: { minMs: ms(10), maxMs: ms(20) }, ...faults },
  });
  const heard: number[] = [];
  world.actors.push(
    { receive: () => undefined },
    { receive: (_from, message) => heard.push(world.clock.now - message) },
  );
  for (let at = 0; at < count; at += 1)
    world.clock.schedule(ms(at * 1_000), () => world.send(0, 1, at * 1_000, bytes(1), 'ping'));
  if (down) world.clock.schedule(ms(down[0]), () => world.crash(1, ms(down[1])));
  world.run(ms(count * 1_000 + 60_000));
  return heard;
}

test('without faults each message arrives once and in time', () => {
  const heard = arrivals({});
  expect(heard).toHaveLength(200);
  expect(heard.every((delay) => delay >= 10 && delay <= 20)).toBe(true);
});

test('one in four arrives twice', () => {
  const heard = arrivals({ repeat: { repeated: 1, of: 4 } });
  // 200 draws of 1/4: mean 50, deviation 6.1; six deviations on each side.
  expect(heard.length - 200).toBeGreaterThan(50 - 37);
  expect(heard.length - 200).toBeLessThan(50 + 37);
});

test('one in two comes thirty seconds late, after those sent later', () => {
  const heard = arrivals({ late: { late: 1, of: 2, byMs: ms(30_000) } });
  const late = heard.filter((delay) => delay >= 30_010).length;
  expect(heard).toHaveLength(200);
  expect(late).toBeGreaterThan(100 - 43);
  expect(late).toBeLessThan(100 + 43);
  expect(heard.every((delay) => delay <= 20 || (delay >= 30_010 && delay <= 30_020))).toBe(true);
});

test('a node that is down hears nothing and hears again afterwards', () => {
  expect(arrivals({}, 200, [9_500, 19_500])).toHaveLength(190);
});

test('a node that is down says nothing', () => {
  const world = new World<string>({
    seed: 1,
    network: { nodes: 2, latency: { minMs: ms(1), maxMs: ms(1) } },
  });
  const heard: string[] = [];
  world.actors.push({ receive: () => undefined }, { receive: (_from, message) => heard.push(message) });
  world.crash(0, ms(10));
  expect(world.isDown(0)).toBe(true);
  for (const at of [5, 15])
    world.clock.schedule(ms(at), () => world.send(0, 1, `at ${at}`, bytes(1), 'ping'));
  world.run(ms(100));
  expect(heard).toEqual(['at 15']);
});
