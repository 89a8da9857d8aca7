/** The same seed gives the same run, byte for byte, today and on every machine. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  canonicalJson,
  ready,
  runGossip,
  runStakeDraw,
  traceHash,
  type Trace,
} from '../../src/engine/index.ts';
import { hashesOfCases, scenarioCases } from './scenario-cases.ts';

const recorded = JSON.parse(readFileSync(new URL('./trace-hashes.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;
const names = Object.keys(scenarioCases);
const traces = new Map<string, Trace>();

beforeAll(async () => {
  await ready();
  for (const [name, run] of Object.entries(scenarioCases)) traces.set(name, run().trace);
});

const traceOf = (name: string): Trace => {
  const trace = traces.get(name);
  if (!trace) throw new Error(`There is no run called ${name}.`);
  return trace;
};

describe('every scenario is deterministic', () => {
  test('all trace hashes are those that were recorded', () => {
    expect(Object.fromEntries(names.map((name) => [name, traceHash(traceOf(name))]))).toEqual(recorded);
  });

  test('a second run gives the same traces, whatever ran before it', () => {
    expect(hashesOfCases()).toEqual(recorded);
  });

  test.each(names)('%s numbers its events in order of time', (name) => {
    const { events } = traceOf(name);
    expect(events.length).toBeGreaterThan(0);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index));
    expect(events.every((event, index) => (events[index - 1]?.at ?? 0) <= event.at)).toBe(true);
  });

  test('another seed gives another run', () => {
    expect(traceHash(runStakeDraw({ seed: 2 }).trace)).not.toBe(traceHash(runStakeDraw({ seed: 3 }).trace));
    expect(traceHash(runGossip({ seed: 2 }).trace)).not.toBe(traceHash(runGossip({ seed: 3 }).trace));
  });
});

describe('a trace is hashed in one way only', () => {
  test('the order of keys does not matter and the order of events does', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'x'] })).toBe('{"a":[true,null,"x"],"b":1}');
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  test('a key without a value is left out, and minus zero is zero', () => {
    expect(canonicalJson({ a: undefined, b: -0 })).toBe('{"b":0}');
  });

  test('a fraction, a number beyond 2^53 and a bigint are refused', () => {
    expect(() => canonicalJson({ at: 0.5 })).toThrow(RangeError);
    expect(() => canonicalJson({ at: 2 ** 53 })).toThrow(RangeError);
    expect(canonicalJson({ at: 2 ** 53 - 1 })).toBe('{"at":9007199254740991}');
    expect(() => canonicalJson({ at: 1n })).toThrow(TypeError);
  });
});
