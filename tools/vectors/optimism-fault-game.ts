// Optimism's dispute game: positions, moves, trace indices, and the claims of the alphabet trace.
import { bytesToHex, hexToBytes } from '../../src/engine/foundation/bytes.ts';
import type { Result } from '../../src/engine/foundation/result.ts';
import {
  alphabetClaim,
  alphabetCommitment,
  alphabetPrestate,
  alphabetStateBefore,
  VM_STATUS,
} from '../../src/engine/layer2/rollups/optimistic/alphabet.ts';
import {
  attackPosition,
  defendPosition,
  depthOf,
  gamePosition,
  indexAtDepth,
  positionAt,
  relativePosition,
  traceIndex,
} from '../../src/engine/layer2/rollups/optimistic/position.ts';
import { expectSame, has, integer, number, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';

const positionOf = (one: VectorCase) => gamePosition(integer(one, 'gindex'));

/** The value that a case expects under `name`, or the refusal that its `error` tells of, word for word. */
function expectResult<T>(
  one: VectorCase,
  result: Result<T>,
  name: string,
  shown: (value: T) => string,
): void {
  if (has(one, 'error')) {
    const said = result.ok ? `a ${name}` : result.rejection.message.toLowerCase();
    if (!said.includes(text(one, 'error').toLowerCase()))
      throw new Error(`${name}: got "${said}", expected "${text(one, 'error')}"`);
    return;
  }
  if (!result.ok) throw new Error(result.rejection.message);
  expectSame(name, shown(result.value), text(one, name));
}

const KINDS: Readonly<Record<string, (one: VectorCase) => void>> = {
  gindex(one) {
    const position = positionOf(one);
    expectSame('depth', depthOf(position), number(one, 'depth'));
    expectSame('index at depth', indexAtDepth(position), integer(one, 'indexAtDepth'));
    expectSame('gindex', positionAt(number(one, 'depth'), integer(one, 'indexAtDepth')), position);
  },
  traceIndex(one) {
    const position = positionAt(number(one, 'depth'), integer(one, 'indexAtDepth'));
    expectSame('trace index', traceIndex(position, number(one, 'maxDepth')), integer(one, 'traceIndex'));
  },
  attack: (one) => expectSame('attack', attackPosition(positionOf(one)), integer(one, 'result')),
  defend: (one) => expectSame('defence', defendPosition(positionOf(one)), integer(one, 'result')),
  relative: (one) =>
    expectResult(one, relativePosition(positionOf(one), number(one, 'ancestorDepth')), 'result', String),
  'alphabet-step'(one) {
    const trace = { startingBlock: integer(one, 'startingL2Block'), depth: number(one, 'depth') };
    expectResult(one, alphabetStateBefore(trace, integer(one, 'traceIndex')), 'prestate', bytesToHex);
  },
  'alphabet-claim'(one) {
    const trace = { startingBlock: integer(one, 'startingL2Block'), depth: number(one, 'maxDepth') };
    // Positions beyond the last of their depth occur on purpose: the case is about the trace's end.
    const below = BigInt(number(one, 'maxDepth') - number(one, 'depth'));
    const index = ((integer(one, 'indexAtDepth') + 1n) << below) - 1n;
    expectResult(one, alphabetClaim(trace, index), 'claim', String);
  },
  'alphabet-absolute-prestate'(one) {
    expectSame('state', bytesToHex(alphabetPrestate()), text(one, 'state'));
    const state = hexToBytes(text(one, 'state'));
    expectSame('commitment', alphabetCommitment(state, VM_STATUS.unfinished), text(one, 'commitment'));
  },
};

export const optimismFaultGame: Format = {
  name: "Optimism's dispute game",
  recognises: (first) => typeof first['kind'] === 'string' && Object.hasOwn(KINDS, first['kind']),
  run(one) {
    const kind = text(one, 'kind');
    if (!Object.hasOwn(KINDS, kind)) return `the engine has no part yet for cases of kind "${kind}"`;
    KINDS[kind]?.(one);
    return undefined;
  },
};
