/** PeerDAS: blobs are the rows of a matrix and each node keeps and samples a few of its columns, which follow from its id (EIP-7594). */
import { bigintToFixedBytes, bytesToBigint, reverseBytes } from '../../foundation/bytes.ts';
import { sha256 } from '../../foundation/hash.ts';

/** What a network of PeerDAS agrees on. */
export interface PeerDasParameters {
  readonly columns: number;
  /** Columns are kept in groups; a node keeps whole ones. */
  readonly groups: number;
  /** Groups that a node samples each slot, at least. */
  readonly samples: number;
  /** Groups that a node keeps, at least; a validator at least `validatorCustody`. */
  readonly custody: number;
  readonly validatorCustody: number;
  /** Stake in Gwei for which a validator's node keeps one group more. */
  readonly balancePerGroup: bigint;
  /** Scalars that a blob has in one column: a cell. */
  readonly cellScalars: number;
}

/** Ethereum's (consensus-specs, configs/mainnet.yaml and fulu/das-core.md). */
export const PEER_DAS: PeerDasParameters = {
  columns: 128,
  groups: 128,
  samples: 8,
  custody: 4,
  validatorCustody: 8,
  balancePerGroup: 32_000_000_000n,
  cellScalars: 64,
};

/** Columns that bring all others back: half, since rows are extended to twice their length. */
export const columnsToRecover = ({ columns }: PeerDasParameters = PEER_DAS): number => columns / 2;

/**
 * The `count` groups that the node with this id keeps, ascending: hashes of the id and the numbers that follow it, so that
 * anyone can tell whom to ask, and a larger count keeps what a smaller one has (`get_custody_groups`). Throws RangeError
 * for an id that has no 256 bits, and for more groups than there are.
 */
export function custodyGroups(
  nodeId: bigint,
  count: number,
  parameters: PeerDasParameters = PEER_DAS,
): readonly number[] {
  if (count > parameters.groups)
    throw new RangeError(`There are ${parameters.groups} groups; asked for ${count}.`);
  if (nodeId < 0n || nodeId >= 1n << 256n) throw new RangeError('A node id has 256 bits.');
  const groups = new Set<number>();
  for (let id = nodeId; groups.size < count; id = (id + 1n) & ((1n << 256n) - 1n)) {
    // SSZ writes numbers with the lowest byte first.
    const digest = sha256(reverseBytes(bigintToFixedBytes(id, 32)));
    const drawn = bytesToBigint(reverseBytes(digest.subarray(0, 8)));
    groups.add(Number(drawn % BigInt(parameters.groups)));
  }
  return [...groups].sort((a, b) => a - b);
}

/** The columns of a group (`compute_columns_for_custody_group`). Throws RangeError for a group that there is not. */
export function columnsOfGroup(
  group: number,
  { columns, groups }: PeerDasParameters = PEER_DAS,
): readonly number[] {
  if (!Number.isInteger(group) || group < 0 || group >= groups)
    throw new RangeError(`There is no group ${group}.`);
  return Array.from({ length: Math.floor(columns / groups) }, (_, index) => groups * index + group);
}

/** Groups that a node keeps for validators of so much stake in all, in Gwei (consensus-specs, fulu/validator.md, `get_validators_custody_requirement`). */
export function custodyOfValidators(stake: bigint, parameters: PeerDasParameters = PEER_DAS): number {
  const groups = stake / parameters.balancePerGroup;
  if (groups >= BigInt(parameters.groups)) return parameters.groups;
  return Math.max(Number(groups), parameters.validatorCustody);
}

/** The columns that a node fetches each slot before it takes a block: what it keeps, and samples beyond that (fulu/das-core.md, "Custody sampling"). */
export const sampledColumns = (
  nodeId: bigint,
  custody: number,
  parameters: PeerDasParameters = PEER_DAS,
): readonly number[] =>
  custodyGroups(nodeId, Math.max(parameters.samples, custody), parameters).flatMap((group) =>
    columnsOfGroup(group, parameters),
  );
