/** The link that carries the code, ready to be copied. */
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  readonly link: string;
  readonly onClose: () => void;
}

/** Shows `link`, selected, with a button that copies it. */
export function ShareBox({ link, onClose }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => field.current?.select(), [link]);
  const copy = (): void => {
    field.current?.select();
    navigator.clipboard.writeText(link).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div class="wb-share" role="group" aria-label="Share this code">
      <label>
        <span>This link carries your code. It is not sent to any server.</span>
        <input ref={field} type="text" readOnly value={link} />
      </label>
      <button type="button" class="wb-button" onClick={copy}>
        {copied ? 'Copied' : 'Copy the link'}
      </button>
      <button type="button" class="wb-button" onClick={onClose}>
        Close
      </button>
    </div>
  );
}
