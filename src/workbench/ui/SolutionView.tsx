/** The reference solution beside the learner's code: shown once it is earned, by passing or by spending the hints. */
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  readonly solution: string;
  readonly mine: () => string;
  /** Whether the full editor is in use, which can show the two side by side. */
  readonly sideBySide: boolean;
  readonly passed: boolean;
}

function Difference({ solution, mine }: Pick<Props, 'solution' | 'mine'>) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let close = (): void => undefined;
    let isGone = false;
    void import('../editor/solution-diff.ts').then(({ createSolutionDiff }) => {
      if (!isGone && place.current !== null) close = createSolutionDiff(place.current, mine(), solution);
    });
    return () => {
      isGone = true;
      close();
    };
  }, [solution, mine]);
  return <div class="wb-diff" ref={place} />;
}

/** A closed section with the solution in it. */
export function SolutionView({ solution, mine, sideBySide, passed }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="wb-solution" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{passed ? 'Compare with one solution' : 'The hints are spent: see one solution'}</summary>
      {isOpen && sideBySide && (
        <>
          <p class="wb-case">Yours on the left, the reference on the right. Other ways are just as right.</p>
          <Difference solution={solution} mine={mine} />
        </>
      )}
      {isOpen && !sideBySide && (
        // A scrolling region takes the focus, so that a keyboard can scroll it.
        <pre class="wb-code" tabIndex={0} aria-label="Solution">
          {solution}
        </pre>
      )}
    </details>
  );
}
