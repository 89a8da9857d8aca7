/** Where a contract keeps what: a slot for each place, and for each key of a mapping. */
import { concatBytes } from '../../../foundation/bytes.ts';
import { keccak256 } from '../../../foundation/hash.ts';
import { bytesWord, wordBytes } from '../word.ts';
import type { Word } from '../word.ts';

/**
 * The slot of `key` in the mapping at `place`: Keccak-256 of key and place, 32 bytes each (Solidity documentation,
 * "Layout of State Variables in Storage", "Mappings and Dynamic Arrays"). An address goes in through `BigInt`.
 * @throws RangeError for anything but words
 */
export const slotOf = (place: Word, key: Word): Word =>
  bytesWord(keccak256(concatBytes(wordBytes(key), wordBytes(place))));
