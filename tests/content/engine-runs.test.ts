/** The runs that the engine's reference plays. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ready, traceHash } from 'strata';
import { ENGINE_ROOMS } from '../../src/content/engine-rooms.ts';
import { ENGINE_RUNS } from '../../src/content/engine-runs.ts';
import { readTrace } from '../../src/player/read-trace.ts';
import { describeEvent } from '../../src/player/sentences.ts';

/** A page holds the whole trace, and a reader steps through it. */
const MOST_EVENTS = 400;

beforeAll(ready);

test('each stands in a room that there is, under a title of its own', () => {
  const rooms = ENGINE_ROOMS.map(({ id }) => id);
  expect(ENGINE_RUNS.filter(({ room }) => !rooms.includes(room))).toEqual([]);
  expect(new Set(ENGINE_RUNS.map(({ title }) => title)).size).toBe(ENGINE_RUNS.length);
});

describe.each(ENGINE_RUNS)('$room: $title', ({ play }) => {
  test('can be shown by the player, event by event, and is the same every time', () => {
    const trace = play();
    const reading = readTrace(JSON.parse(JSON.stringify(trace)));
    expect(reading).toMatchObject({ ok: true });
    if (!reading.ok) return;
    const { events } = reading.trace;
    expect(events.length).toBeGreaterThan(2);
    expect(events.length).toBeLessThanOrEqual(MOST_EVENTS);
    for (const event of events) expect(describeEvent(event)).not.toMatch(/undefined|NaN|\[object/);
    expect(traceHash(play())).toBe(traceHash(trace));
  });
});
