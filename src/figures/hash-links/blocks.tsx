/** Draws the chain: slabs with their fields, and between them links that hold, are broken, or hang on a broken one. */
import type { ComponentChildren } from 'preact';
import type { EditableBlock, Judgement } from './chain.ts';

/** What a block shows and lets be changed; `checked` is false for blocks that the walk has not come to. */
export interface BlockSlabProps {
  readonly height: number;
  readonly block: EditableBlock;
  readonly judgement: Judgement;
  readonly checked: boolean;
  readonly mining: boolean;
  readonly onData: (data: string) => void;
  readonly onNonce: (nonce: number) => void;
  readonly onMine: () => void;
}

/** A hash of a mined block, its leading zero digits set apart: they are the work. */
function Id({ hash }: { readonly hash: string }) {
  const digits = hash.slice(2);
  const zeros = /^0*/.exec(digits)?.[0].length ?? 0;
  const cut = Math.min(zeros, 4);
  return (
    <code class="strata-id" title={hash}>
      <b>{digits.slice(0, cut)}</b>
      {digits.slice(cut, 7)}…{digits.slice(-3)}
    </code>
  );
}

/** What is said of a block, and whether it is well. */
export function verdictOn({ meetsTarget, link }: Judgement): {
  readonly good: boolean;
  readonly words: string;
} {
  if (link === 'broken') return { good: false, words: 'names an id that no block has' };
  if (!meetsTarget) return { good: false, words: 'its id does not begin with 000' };
  if (link === 'cut off') return { good: false, words: 'cut off by a break before it' };
  return { good: true, words: link === 'first' ? 'first block, enough work' : 'link and work hold' };
}

/** A block: a square-cornered slab. */
export function BlockSlab(props: BlockSlabProps) {
  const { height, block, judgement, checked, mining, onData, onNonce, onMine } = props;
  const verdict = verdictOn(judgement);
  const state = mining ? 'mining' : !checked ? 'unchecked' : verdict.good ? 'good' : 'bad';
  return (
    <div class={`hash-links__slab hash-links__slab--${state}`} role="group" aria-label={`Block ${height}`}>
      <p class="hash-links__height">Block {height}</p>
      <dl>
        <dt>Parent</dt>
        <dd>
          {height === 0 ? <span class="hash-links__none">none</span> : <Id hash={block.header.prevId} />}
        </dd>
      </dl>
      <label>
        <span>Data</span>
        <input
          type="text"
          maxLength={60}
          data-control={`data-${height}`}
          aria-label={`Data of block ${height}`}
          value={block.data}
          onInput={(event) => onData(event.currentTarget.value)}
        />
      </label>
      <label>
        <span>Nonce</span>
        <input
          type="number"
          min="0"
          max="4294967295"
          data-control={`nonce-${height}`}
          aria-label={`Nonce of block ${height}`}
          value={block.header.nonce}
          onInput={(event) => {
            const nonce = event.currentTarget.valueAsNumber;
            if (Number.isInteger(nonce) && nonce >= 0 && nonce < 2 ** 32) onNonce(nonce);
          }}
        />
      </label>
      <dl>
        <dt>Id</dt>
        <dd>
          <Id hash={judgement.id} />
        </dd>
      </dl>
      <p class="hash-links__verdict">
        <span aria-hidden="true">{mining ? '⋯' : !checked ? '·' : verdict.good ? '✓' : '✕'}</span>
        {mining ? 'trying nonces' : checked ? verdict.words : 'not checked yet'}
      </p>
      <button
        type="button"
        data-control={`mine-${height}`}
        aria-label={`Re-mine block ${height}`}
        onClick={onMine}
      >
        Re-mine
      </button>
    </div>
  );
}

/** A link: closed rings when it holds, parted ones when it is broken, faint ones when it hangs on nothing. */
export function Link({ link, checked }: { readonly link: Judgement['link']; readonly checked: boolean }) {
  const state = checked ? link.replace(' ', '-') : 'unchecked';
  const words = !checked
    ? 'Link not checked'
    : link === 'holds'
      ? 'Link holds'
      : link === 'broken'
        ? 'Link broken'
        : 'Link cut off';
  return (
    <div class={`hash-links__link hash-links__link--${state}`} role="img" aria-label={words}>
      <svg viewBox="0 0 34 20" width="34" height="20" aria-hidden="true">
        {link === 'broken' && checked ? (
          <>
            <path d="M11 4H8a6 6 0 0 0 0 12h3M23 4h3a6 6 0 0 1 0 12h-3" />
            <path class="hash-links__snap" d="M15.5 2l-1.5 4M19 2.5l.5 3.5M15 18l-1-4M19.5 17.5l.5-3.5" />
          </>
        ) : (
          <path d="M15 4H8a6 6 0 0 0 0 12h7M19 4h7a6 6 0 0 1 0 12h-7M11 10h12" />
        )}
      </svg>
    </div>
  );
}

/** The row of slabs and links. */
export const ChainRow = ({ children }: { readonly children: ComponentChildren }) => (
  <div class="hash-links__row">{children}</div>
);
