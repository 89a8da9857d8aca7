/** Playback: what each action does to a run's position, as pure data. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  actionOfKey,
  createPlayback,
  paceOf,
  playbackAfter,
  SPEEDS,
  type Playback,
  type PlaybackAction,
} from '../../src/player/playback.ts';

const play = (length: number, ...actions: readonly PlaybackAction[]): Playback =>
  actions.reduce(playbackAfter, createPlayback(length, 0));

const second = { do: 'tick', elapsed: 1_000, stepsPerSecond: 4 } as const;

describe('Playing', () => {
  test('a second at four steps a second moves four steps', () => {
    expect(play(100, { do: 'toggle' }, second).position).toBe(4);
  });
  test('double speed moves twice as far', () => {
    expect(play(100, { do: 'speed', to: 2 }, { do: 'toggle' }, second).position).toBe(8);
  });
  test('parts of a step are kept, so that slow frames lose nothing', () => {
    const frame = { do: 'tick', elapsed: 100, stepsPerSecond: 4 } as const;
    expect(play(100, { do: 'toggle' }, ...Array.from({ length: 10 }, () => frame)).position).toBe(4);
  });
  test('the end stops it', () => {
    const ended = play(3, { do: 'toggle' }, second);
    expect(ended).toMatchObject({ position: 3, playing: false });
  });
  test('time does not move what stands still', () => {
    expect(play(100, second).position).toBe(0);
  });
  test('playing from the end begins again', () => {
    expect(play(5, { do: 'end' }, { do: 'toggle' })).toMatchObject({ position: 0, playing: true });
  });
  test('a run without steps never plays', () => {
    expect(play(0, { do: 'toggle' }).playing).toBe(false);
  });
  test('a clock that runs backwards does nothing', () => {
    expect(play(9, { do: 'toggle' }, { ...second, elapsed: -5_000 }).position).toBe(0);
  });
});

describe('Moving by hand', () => {
  test('a step stops the run, so that it does not run away from the reader', () => {
    expect(play(9, { do: 'toggle' }, { do: 'step', by: 1 })).toMatchObject({ position: 1, playing: false });
  });
  test('steps stop at both ends', () => {
    expect(play(2, { do: 'step', by: -1 }).position).toBe(0);
    expect(play(2, { do: 'step', by: 1 }, { do: 'step', by: 5 }).position).toBe(2);
  });
  test('what a slider gives is brought into the run', () => {
    expect(play(9, { do: 'seek', to: Number.NaN }).position).toBe(0);
    expect(play(9, { do: 'seek', to: 3.6 }).position).toBe(4);
    expect(play(9, { do: 'seek', to: 99 }).position).toBe(9);
  });
  test('a new run keeps the speed', () => {
    const loaded = play(9, { do: 'speed', to: 4 }, { do: 'load', length: 3, at: 2 });
    expect(loaded).toMatchObject({ length: 3, position: 2, speed: 4, playing: false });
  });
});

test('after any actions the position is a whole number within the run', () => {
  const action: fc.Arbitrary<PlaybackAction> = fc.oneof(
    fc.constantFrom<PlaybackAction>({ do: 'toggle' }, { do: 'pause' }, { do: 'start' }, { do: 'end' }),
    fc.integer({ min: -50, max: 50 }).map((by) => ({ do: 'step', by }) as const),
    fc.double().map((to) => ({ do: 'seek', to }) as const),
    fc.constantFrom(...SPEEDS).map((to) => ({ do: 'speed', to }) as const),
    fc
      .double({ min: 0, max: 500, noNaN: true })
      .map((elapsed) => ({ do: 'tick', elapsed, stepsPerSecond: 9 }) as const),
  );
  fc.assert(
    fc.property(fc.nat(40), fc.array(action, { maxLength: 40 }), (length, actions) => {
      const { position, fraction } = play(length, ...actions);
      expect(Number.isInteger(position) && position >= 0 && position <= length).toBe(true);
      expect(fraction >= 0 && fraction < 1).toBe(true);
    }),
  );
});

test('a length that is no whole number is refused', () => {
  expect(() => createPlayback(-1)).toThrow(RangeError);
  expect(() => createPlayback(1.5)).toThrow(RangeError);
});

test('space, arrows, home and end have their actions, and no other key has', () => {
  expect(actionOfKey(' ')).toEqual({ do: 'toggle' });
  expect(actionOfKey('ArrowLeft')).toEqual({ do: 'step', by: -1 });
  expect(actionOfKey('ArrowRight')).toEqual({ do: 'step', by: 1 });
  expect(actionOfKey('Home')).toEqual({ do: 'start' });
  expect(actionOfKey('End')).toEqual({ do: 'end' });
  expect(actionOfKey('a')).toBeNull();
  expect(actionOfKey('Tab')).toBeNull();
});

test('runs last about ten seconds, short ones less', () => {
  expect(100 / paceOf(100)).toBe(10);
  expect(4 / paceOf(4)).toBeLessThan(10);
});
