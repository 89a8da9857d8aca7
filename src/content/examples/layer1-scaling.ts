/** What a block size allows, and how many turns a block takes when transfers that do not touch each other run together. */
import {
  accessOf,
  bytes,
  capacity,
  createKey,
  dependenciesOf,
  ms,
  scheduleByPath,
  shardOf,
  wei,
} from 'strata';

export function main(): void {
  const rule = {
    blockBytes: bytes(1_000_000),
    transactionBytes: bytes(250),
    intervalMs: ms(600_000),
  };
  console.log(
    `1 MB every 10 minutes: ${capacity(rule).toFixed(2)} transactions a second`,
  );

  const people = ['Ada', 'Ben', 'Cem', 'Dee', 'Eva', 'Fay'];
  const address = (name: string) => createKey(name).address;
  const moves = [
    ['Ada', 'Ben'],
    ['Cem', 'Dee'],
    ['Ben', 'Cem'],
    ['Eva', 'Fay'],
  ].map(([from = '', to = '']) => ({
    from: address(from),
    to: address(to),
    value: wei(1),
    nonce: 0,
  }));
  const accesses = moves.map((move) => accessOf(move));
  console.log('each waits for:', dependenciesOf(accesses));
  for (const workers of [1, 2, 4]) {
    const turns = scheduleByPath(accesses, workers);
    console.log(
      `${workers} workers: ${Math.max(...turns.map(({ start }) => start + 1))} turns`,
    );
  }
  for (const name of people)
    console.log(`${name} lives on shard ${shardOf(address(name), 4)}`);
}
