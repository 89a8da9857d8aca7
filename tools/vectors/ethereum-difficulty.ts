// Ethereum's proof-of-work difficulty under the Frontier and Homestead rules.
import {
  frontierDifficulty,
  homesteadDifficulty,
} from '../../src/engine/layer1/consensus/ethereum-difficulty.ts';
import { expectSame, has, integer } from './format.ts';
import type { Format } from './format.ts';

const RULES = { frontier: frontierDifficulty, homestead: homesteadDifficulty };

export const ethereumDifficulty: Format = {
  name: "Ethereum's difficulty",
  recognises: (first) => has(first, 'rule', 'parentDifficulty', 'expectedDifficulty'),
  run(one) {
    const { rule } = one;
    if (rule !== 'frontier' && rule !== 'homestead') throw new Error(`unknown rule ${String(rule)}`);
    const next = RULES[rule]({
      parentDifficulty: integer(one, 'parentDifficulty'),
      parentTimestamp: integer(one, 'parentTimestamp'),
      timestamp: integer(one, 'currentTimestamp'),
      number: integer(one, 'currentBlockNumber'),
    });
    expectSame('difficulty', next, integer(one, 'expectedDifficulty'));
    return undefined;
  },
};
