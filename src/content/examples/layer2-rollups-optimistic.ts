/** A lie in one step of some hundred is found by halving, and one look at the machine refutes it. */
import {
  balancesOf,
  bisectionLength,
  bisectMove,
  decodeWitness,
  halve,
  middleOf,
  TransferRollup,
  transferWords,
  verifyStep,
  type DisputedSegment,
} from 'strata';

export function main(): void {
  const genesis = balancesOf([
    [1n, 100n],
    [2n, 50n],
  ]);
  const words = transferWords([
    { from: 1n, to: 2n, amount: 30n },
    { from: 2n, to: 3n, amount: 75n },
  ]);
  const honest = new TransferRollup(genesis, [words]);
  const forgery = { height: 1, step: 61, slot: 3n, word: 1_000_000n };
  const liar = new TransferRollup(genesis, [words], forgery);
  console.log(
    'proposed',
    liar.outputAt(1).slice(0, 10),
    'true',
    honest.outputAt(1).slice(0, 10),
  );

  const [own, claimed] = [honest.runOf(1), liar.runOf(1)];
  const to = bisectionLength(claimed.steps);
  let segment: DisputedSegment = {
    from: 0,
    to,
    agreed: own.rootAt(0),
    asserted: claimed.rootAt(to),
  };
  for (let round = 1; segment.to - segment.from > 1; round += 1) {
    const middle = middleOf(segment);
    const middleRoot = claimed.rootAt(middle);
    const half = bisectMove({ segment, middle, middleRoot }, (step) =>
      own.rootAt(step),
    );
    console.log(
      `round ${round}: steps ${segment.from} to ${segment.to}, the ${half} half`,
    );
    const halved = halve(segment, middleRoot, half);
    if (!halved.ok) return;
    segment = halved.value;
  }
  const witness = own.witnessAt(segment.from);
  const read = decodeWitness(witness);
  const after = read.ok ? verifyStep(segment.agreed, read.value) : read;
  const holds = after.ok && after.value === segment.asserted;
  console.log(
    `step ${segment.to}, shown in ${witness.length} bytes: the claim ${holds ? 'holds' : 'falls'}`,
  );
}
