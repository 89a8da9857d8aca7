/** A step's witness on the wire: what a party to a dispute posts on chain, and pays for by the byte. */
import { hexToBytes } from '../../foundation/bytes.ts';
import { decoding, malformed } from '../../foundation/errors.ts';
import { hashHex } from '../../foundation/hash.ts';
import type { Result } from '../../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../../foundation/rlp.ts';
import type { RlpItem } from '../../foundation/rlp.ts';
import type { ProvenWord, StepWitness } from './prove-step.ts';
import { SHALLOW } from './program.ts';
import { encodeMachineHeader, readMachineHeader } from './machine-header.ts';
import type { WordProof } from './word-proof.ts';
import type { TreeDepth } from './word-tree.ts';

const RULE = 'Strata machine, encoding of witnesses';

const proofItem = ({ mask, hashes }: WordProof): RlpItem => [mask, ...hashes];
const wordItem = (shown: ProvenWord | null): RlpItem =>
  shown === null ? [] : [rlpInteger(shown.word), proofItem(shown.proof)];

/** The RLP of header, instruction, words, the stack's hash below them, input word and storage word; what is not there is an empty list. */
export const encodeWitness = (witness: StepWitness): Uint8Array => {
  const { header, instruction, words, below, input, storage } = witness;
  return encodeRlp([
    encodeMachineHeader(header),
    instruction === null ? [] : [instruction.encoded, proofItem(instruction.proof)],
    words.map(rlpInteger),
    hexToBytes(below),
    wordItem(input),
    wordItem(storage),
  ]);
};

function listOf(item: RlpItem | undefined, what: string): readonly RlpItem[] {
  if (item === undefined || item instanceof Uint8Array)
    malformed('rlp-not-a-list', RULE, `${what} is a list.`, 'bytes', 'list');
  return item;
}

function readProof(item: RlpItem | undefined, depth: TreeDepth): WordProof {
  const [mask, ...hashes] = listOf(item, 'A proof');
  if (hashes.length > depth)
    malformed('witness-malformed', RULE, 'A proof has a hash a level at most.', hashes.length, depth);
  return {
    mask: rlpBytes(mask, 'A mask', RULE, depth / 8),
    hashes: hashes.map((hash) => rlpBytes(hash, 'A hash', RULE, 32)),
  };
}

function readWord(item: RlpItem | undefined, what: string, depth: TreeDepth): ProvenWord | null {
  const list = listOf(item, what);
  if (list.length === 0) return null;
  const [word, proof] = rlpList(list, 2, what, RULE);
  return { word: rlpQuantity(word, what, RULE), proof: readProof(proof, depth) };
}

function readInstruction(item: RlpItem | undefined): StepWitness['instruction'] {
  const list = listOf(item, 'The instruction');
  if (list.length === 0) return null;
  const [encoded, proof] = rlpList(list, 2, 'The instruction', RULE);
  return { encoded: rlpBytes(encoded, 'The instruction', RULE), proof: readProof(proof, SHALLOW) };
}

/** The witness that `data` encodes. Refused: RLP not in its shortest form, a field of the wrong length, a machine out of range, trailing bytes. */
export function decodeWitness(data: Uint8Array): Result<StepWitness> {
  const decoded = decodeRlp(data);
  if (!decoded.ok) return decoded;
  return decoding(() => {
    const list = rlpList(decoded.value, 6, 'A witness', RULE);
    const [header, instruction, words, below, input, storage] = list;
    return {
      header: readMachineHeader(rlpBytes(header, 'The header', RULE)),
      instruction: readInstruction(instruction),
      words: listOf(words, 'The words').map((word) => rlpQuantity(word, 'A word', RULE)),
      below: hashHex(rlpBytes(below, 'The stack below', RULE, 32)),
      input: readWord(input, 'The input word', SHALLOW),
      storage: readWord(storage, 'The storage word', 256),
    };
  });
}
