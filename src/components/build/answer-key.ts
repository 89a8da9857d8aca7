/** What decides a question, and the explanation of its every option; numbers come from the engine. */
import type { Question } from '../../content/schemas/quiz.ts';
import { formatNumber } from '../numbers.ts';
import type { AnswerKey } from '../quiz-rules.ts';
import { computedNumber } from './computed.ts';

/** One line of the explanation. */
export interface Explanation {
  readonly mark: string;
  readonly text: string;
  readonly why: string;
}

/** A question's key and its explanation, in the order in which answers point into it. */
export async function answerKey(
  question: Question,
  lesson: string,
): Promise<{ readonly key: AnswerKey; readonly explanations: readonly Explanation[] }> {
  if (question.kind === 'single' || question.kind === 'multiple') {
    const right = question.options.flatMap((option, position) => (option.right ? [String(position)] : []));
    return {
      key: { kind: 'choice', right },
      explanations: question.options.map(({ text, right: isRight, why }) => ({
        mark: isRight ? 'Right' : 'Wrong',
        text: `${text.replace(/[.?]$/, '')}.`,
        why,
      })),
    };
  }
  if (question.kind === 'numeric') {
    const answer = await computedNumber(question.answer, lesson);
    const unit = question.unit === '' ? '' : ` ${question.unit}`;
    const shown = `${formatNumber(answer)}${unit}.`;
    const mistakes = question.mistakes.map(({ value, why }) => ({
      mark: 'Wrong',
      text: `${formatNumber(value)}${unit}.`,
      why,
    }));
    return {
      key: {
        kind: 'number',
        answer,
        tolerance: question.tolerance,
        mistakes: question.mistakes.map(({ value }) => value),
      },
      explanations: [{ mark: 'Right', text: shown, why: question.why }, ...mistakes],
    };
  }
  if (question.kind === 'output') {
    const print = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => `\`${line.replaceAll('`', '’')}\``)
        .join(' ');
    return {
      key: { kind: 'print', prints: question.prints, mistakes: question.mistakes.map(({ value }) => value) },
      explanations: [
        { mark: 'Right', text: print(question.prints), why: question.why },
        ...question.mistakes.map(({ value, why }) => ({ mark: 'Wrong', text: print(value), why })),
      ],
    };
  }
  return {
    key: { kind: 'order', right: question.items.map((_, position) => String(position)) },
    explanations: question.items.map(({ text, why }, position) => ({
      mark: `${position + 1}.`,
      text: `${text.replace(/\.$/, '')}.`,
      why,
    })),
  };
}
