/** The header of another chain, as its validators sign it and as it travels to whoever follows that chain. */
import { hexToBytes, bytesToHex, utf8, equalBytes } from '../foundation/bytes.ts';
import { decoding, malformed } from '../foundation/errors.ts';
import { hashHex, sha256 } from '../foundation/hash.ts';
import { sign } from '../foundation/keys.ts';
import type { Result } from '../foundation/result.ts';
import { decodeRlp, encodeRlp, rlpBytes, rlpInteger, rlpList, rlpQuantity } from '../foundation/rlp.ts';
import type { RlpItem } from '../foundation/rlp.ts';
import { ms, slot } from '../foundation/units.ts';
import type { Hash, Hex, Ms } from '../foundation/units.ts';
import { voteDigest } from '../layer1/consensus/quorum.ts';
import type { Certificate } from '../layer1/consensus/quorum.ts';
import { validatorItems } from './validator-set.ts';
import type { ValidatorSet } from './validator-set.ts';

/** What the validators of a height agree on; CometBFT's header has these fields among others. */
export interface ForeignHeader {
  readonly chainId: string;
  readonly height: number;
  readonly timestamp: Ms;
  /** The chain's own block of this height. */
  readonly block: Hash;
  /** Root of the store that others can be shown entries of, after this block. */
  readonly appHash: Hash;
  /** Who signs this header. */
  readonly validatorsHash: Hash;
  /** Who will sign the next one. */
  readonly nextValidatorsHash: Hash;
}

/** A header with the votes for it. */
export interface SignedForeignHeader {
  readonly header: ForeignHeader;
  readonly commit: Certificate;
}

/** All that a light client needs in order to move on to a header. */
export interface HeaderUpdate {
  readonly signed: SignedForeignHeader;
  /** Who signed it. */
  readonly validators: ValidatorSet;
  /** Height of a header that the client has. */
  readonly trustedHeight: number;
  /** Who, by that header, signs the one after it. */
  readonly trustedValidators: ValidatorSet;
}

const RULE = 'Strata bridging, header of another chain';
/** Bytes of a chain's id at most. */
const LONGEST_ID = 64;

const headerItems = (header: ForeignHeader): RlpItem[] => [
  utf8(header.chainId),
  rlpInteger(header.height),
  rlpInteger(header.timestamp),
  hexToBytes(header.block),
  hexToBytes(header.appHash),
  hexToBytes(header.validatorsHash),
  hexToBytes(header.nextValidatorsHash),
];

/** A header's hash: SHA-256 over its fields in RLP. The chain's id is among them, so that a vote counts on one chain only. */
export const foreignHeaderHash = (header: ForeignHeader): Hash =>
  hashHex(sha256(encodeRlp(headerItems(header))));

/** A secret key at a position of a validator set. */
export interface SigningValidator {
  readonly validator: number;
  readonly secretKey: Hex;
}

/** `header` with the votes of `signers`, who stand in ascending order. Needs `ready()`. */
export function signForeignHeader(
  header: ForeignHeader,
  signers: readonly SigningValidator[],
): SignedForeignHeader {
  const [block, at] = [foreignHeaderHash(header), slot(header.height)];
  const votes = signers.map(({ validator, secretKey }) => ({
    validator,
    signature: sign(voteDigest(block, at), secretKey),
  }));
  return { header, commit: { block, slot: at, votes } };
}

/** An update as bytes: RLP of header, votes, both sets and the trusted height. */
export const encodeHeaderUpdate = (update: HeaderUpdate): Uint8Array =>
  encodeRlp([
    headerItems(update.signed.header),
    update.signed.commit.votes.map(({ validator, signature }) => [
      rlpInteger(validator),
      hexToBytes(signature),
    ]),
    validatorItems(update.validators),
    rlpInteger(update.trustedHeight),
    validatorItems(update.trustedValidators),
  ]);

const itemsOf = (item: RlpItem | undefined, what: string): readonly RlpItem[] => {
  if (item === undefined || item instanceof Uint8Array)
    return malformed('rlp-not-a-list', RULE, `${what} is a list.`, 'bytes', 'list');
  return item;
};

const readSet = (item: RlpItem | undefined): ValidatorSet =>
  itemsOf(item, 'A validator set').map((one) => {
    const [key, power] = rlpList(one, 2, 'A validator', RULE);
    return {
      publicKey: bytesToHex(rlpBytes(key, 'The key', RULE, 33)),
      power: rlpQuantity(power, 'The power', RULE, 128),
    };
  });

const count = (item: RlpItem | undefined, what: string): number => Number(rlpQuantity(item, what, RULE, 48));

function readHeader(item: RlpItem | undefined): ForeignHeader {
  const [id, height, timestamp, ...hashes] = rlpList(item, 7, 'A header', RULE);
  const name = rlpBytes(id, 'The chain', RULE);
  // Cut first: an endless name must not become so many arguments.
  const chainId = String.fromCharCode(...name.subarray(0, LONGEST_ID));
  // The id is plain text, so that one chain has one name.
  if (!equalBytes(utf8(chainId), name))
    malformed(
      'malformed-chain-id',
      RULE,
      'A chain’s id is short and plain.',
      name.length,
      `${LONGEST_ID} at most`,
    );
  const [block, appHash, validatorsHash, nextValidatorsHash] = hashes.map((hash) =>
    hashHex(rlpBytes(hash, 'A hash', RULE, 32)),
  ) as [Hash, Hash, Hash, Hash];
  return {
    chainId,
    height: count(height, 'The height'),
    timestamp: ms(count(timestamp, 'The time')),
    block,
    appHash,
    validatorsHash,
    nextValidatorsHash,
  };
}

/** The update that exactly `data` says. Refused: any form that {@link encodeHeaderUpdate} would not write. */
export function decodeHeaderUpdate(data: Uint8Array): Result<HeaderUpdate> {
  const decoded = decodeRlp(data);
  if (!decoded.ok) return decoded;
  return decoding(() => {
    const [head, votes, validators, trusted, trustedValidators] = rlpList(
      decoded.value,
      5,
      'An update',
      RULE,
    );
    const header = readHeader(head);
    const commit: Certificate = {
      block: foreignHeaderHash(header),
      slot: slot(header.height),
      votes: itemsOf(votes, 'The votes').map((vote) => {
        const [validator, signature] = rlpList(vote, 2, 'A vote', RULE);
        return {
          validator: count(validator, 'The validator'),
          signature: bytesToHex(rlpBytes(signature, 'The signature', RULE, 64)),
        };
      }),
    };
    return {
      signed: { header, commit },
      validators: readSet(validators),
      trustedHeight: count(trusted, 'The trusted height'),
      trustedValidators: readSet(trustedValidators),
    };
  });
}
