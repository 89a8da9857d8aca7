/** Stake signs a checkpoint: six of ten are refused, seven are enough, and a block is proven under its root. */
import {
  checkpointRoot,
  createKey,
  ms,
  proveHeader,
  verifyCheckpoint,
  verifyHeader,
  voteForCheckpoint,
  type Hash,
  type SideHeader,
} from 'strata';

export function main(): void {
  const keys = Array.from({ length: 10 }, (_, id) => createKey(id));
  const holders = keys.map(({ publicKey }, id) => ({
    id,
    publicKey,
    stake: 10n,
  }));
  const contract = createKey('contract').address;
  const root = `0x${'11'.repeat(32)}` as Hash;
  const headers = Array.from({ length: 20 }, (_, index): SideHeader => ({
    number: index + 1,
    time: ms(2_000 * index),
    transactionsRoot: root,
    receiptsRoot: root,
    stateRoot: root,
  }));
  const checkpoint = {
    proposer: contract,
    start: 1,
    end: 20,
    root: checkpointRoot(headers),
  };
  const votes = keys.map((key, id) =>
    voteForCheckpoint(contract, checkpoint, id, key),
  );
  for (const signers of [6, 7]) {
    const some = votes.slice(0, signers);
    const checked = verifyCheckpoint(checkpoint, some, holders, contract);
    console.log(
      signers,
      checked.ok ? checked.value : checked.rejection.message,
    );
  }
  const [, , third] = headers;
  if (third === undefined) return;
  const proven = verifyHeader(third, proveHeader(headers, 2), checkpoint);
  console.log('block 3 is under the root:', proven.ok);
}
