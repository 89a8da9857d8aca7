/** A source: what a paper, proposal or page is called, who wrote it, when, and where to read it. */
import { z } from 'astro/zod';

/** `src/content/sources/<id>.yaml`. */
export const sourceSchema = z.object({
  /** How the text cites it, e.g. `BIP-141`. */
  short: z.string().min(2, 'Give the short name by which the text cites this source.'),
  title: z.string().min(3, 'Give the full title.'),
  authors: z.array(z.string()).default([]),
  year: z.int().min(1970).max(2100),
  /** Date of a figure that changes, as YYYY-MM-DD. */
  date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'Write the date as "YYYY-MM-DD", in quotes.')
    .optional(),
  kind: z.enum(
    ['paper', 'bip', 'eip', 'bolt', 'specification', 'documentation', 'article', 'data', 'code', 'law'],
    {
      error: 'A source is a paper, bip, eip, bolt, specification, documentation, article, data, code or law.',
    },
  ),
  url: z.url({ protocol: /^https$/, error: 'Give an https address.' }),
});

/** One source. */
export type Source = z.infer<typeof sourceSchema>;
