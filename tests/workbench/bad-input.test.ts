/** Every bad input, graded in Node: the verdict names the cause in plain words and the learner's own line. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { GradingSetup } from '../../src/workbench/node/grade.ts';
import { badInputs, firstTrouble } from './bad-inputs.ts';
import { gradeSource, sampleSetup } from './sample-lab.ts';

let setup: GradingSetup;
beforeAll(async () => {
  setup = await sampleSetup();
});

describe('a bad file, graded in Node', () => {
  for (const { name, source, passes, reason, says, line } of badInputs) {
    it(`${passes ? 'passes' : 'fails, and says why'}: ${name}`, async () => {
      const grade = await gradeSource(setup, source);
      expect(grade.passed).toBe(passes ?? false);
      expect(grade.checks).toHaveLength(3);
      if (passes) return;
      const trouble = firstTrouble(grade);
      // A heap that grows ends one way or the other, depending on how fast it is.
      if (name !== 'a heap that only grows') expect(trouble.reason).toBe(reason);
      if (says) expect(trouble.says).toMatch(says);
      if (line !== undefined) expect(trouble.line).toBe(line);
    });
  }
});
