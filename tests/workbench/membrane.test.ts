/** What comes out of a learner's function is plain data: read once, and the same to every reader. */
import { describe, expect, it } from 'vitest';
import { createMembrane } from '../../src/workbench/realm/membrane.ts';

const membrane = createMembrane(new WeakSet());
/** What a check gets when the learner's function answers with `value`. */
const received = (value: unknown): unknown => {
  const called = membrane.outwards(() => value) as () => unknown;
  return called();
};

describe('an answer', () => {
  it('that poses as an array has none of an array’s methods', () => {
    const forged = { length: 1, reduce: () => 0, map: () => [], forEach: () => {}, *[Symbol.iterator]() {} };
    expect(Reflect.ownKeys(received(forged) as object)).toEqual(['length']);
  });
  it('that is an array of a class of its own becomes a plain one', () => {
    class Odd extends Array<number> {
      override reduce(): never {
        throw new Error('asked');
      }
    }
    const found = received(Odd.from([1, 2])) as number[];
    expect(Object.getPrototypeOf(found)).toBe(Array.prototype);
    expect(found.reduce((a, b) => a + b, 0)).toBe(3);
  });
  it('with a getter gives the same each time', () => {
    let asked = 0;
    const found = received({
      get fee() {
        asked += 1;
        return asked;
      },
    }) as { fee: number };
    expect([found.fee, found.fee]).toEqual([1, 1]);
  });
  it('keeps methods that are no part of the language', () => {
    const found = received({ propose: (n: number) => n + 1 }) as { propose: (n: number) => number };
    expect(found.propose(1)).toBe(2);
  });
  it('in bytes is a copy of the bytes, whatever their class says', () => {
    class Odd extends Uint8Array {
      override slice(): never {
        throw new Error('asked');
      }
    }
    const bytes = new Odd([1, 2]);
    const found = received(bytes) as Uint8Array;
    bytes[0] = 9;
    expect(found).toEqual(new Uint8Array([1, 2]));
    expect(Object.getPrototypeOf(found)).toBe(Uint8Array.prototype);
  });
  it('in a promise is waited for, whatever its class would make of it', async () => {
    const promise = Object.defineProperty(Promise.resolve(3), 'constructor', {
      value: {
        [Symbol.species]: function (run: (resolve: () => void, reject: () => void) => void) {
          run(
            () => {},
            () => {},
          );
          return { forged: true };
        },
      },
    });
    const found = received(promise);
    expect(Object.getPrototypeOf(found)).toBe(Promise.prototype);
    expect(await found).toBe(3);
  });
});

describe('an instance that was handed in', () => {
  class Machine {
    #steps = 0;
    step() {
      this.#steps += 1;
      return this.#steps;
    }
  }
  it('comes back as it is', () => {
    const machine = new Machine();
    expect(received(membrane.inwards(machine))).toBe(machine);
  });
  it('cannot be forged by borrowing its prototype', () => {
    membrane.inwards(new Machine());
    let asked = 0;
    const forged = Object.create(Machine.prototype, {
      state: { enumerable: true, get: () => (asked += 1) },
    }) as object;
    const found = received(forged) as { state: number };
    expect(found).not.toBe(forged);
    expect([found.state, found.state]).toEqual([1, 1]);
  });
});
