// Opens a browser with the judges that scripts/setup keeps outside the repository.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const judges = createRequire(process.env.SOJOURN_JUDGES + '/');

export const axe = readFileSync(judges.resolve('axe-core/axe.min.js'), 'utf8');

export const open = () =>
  judges('puppeteer-core').launch({
    executablePath: process.env.SOJOURN_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
