/** Runs Lighthouse on one page of the served site and returns its four scores, in percent. */
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { FLAGS, findChromium } from './chromium.ts';

export type Device = 'desktop' | 'mobile';
export type Scores = Readonly<
  Record<'performance' | 'accessibility' | 'best-practices' | 'seo', number> & { failing: string[] }
>;

/** Scores of `url`, and the audits that cost a point. */
export async function audit(url: string, device: Device): Promise<Scores> {
  const chrome = await launch({ chromePath: findChromium(), chromeFlags: ['--headless=new', ...FLAGS] });
  try {
    const result = await lighthouse(
      url,
      { port: chrome.port, output: 'json', logLevel: 'error' },
      device === 'desktop' ? desktopConfig : undefined,
    );
    if (result === undefined) throw new Error(`Lighthouse returned nothing for ${url}.`);
    const { categories, audits } = result.lhr;
    const score = (name: string): number => Math.round((categories[name]?.score ?? 0) * 100);
    const failing = Object.values(categories).flatMap(({ id, auditRefs }) =>
      auditRefs
        .filter(({ weight }) => weight > 0)
        .filter(({ id: name }) => (audits[name]?.score ?? 1) < 1)
        .map(({ id: name }) => `${id}: ${name} ${audits[name]?.displayValue ?? ''}`),
    );
    return {
      performance: score('performance'),
      accessibility: score('accessibility'),
      'best-practices': score('best-practices'),
      seo: score('seo'),
      failing,
    };
  } finally {
    chrome.kill();
  }
}
