import { UsageError } from '../../domain/errors.js';
import { baseUrl } from '../../net/base-url.js';

export const IDENTIFY_PATH = '/v1/identify';

const SETTING = 'ACRCLOUD_HOST';
/** The vendor's own hosts for samples: today's, one for each region, and the form that its older SDKs have. */
const IDENTIFIES = /^(identify-[a-z0-9-]+\.acrcloud\.(com|cn)|[a-z0-9-]+\.api\.acrcloud\.com)$/;
const IS_VENDORS = /(^|\.)acrcloud\.(com|cn)$/;
const REGION_ALONE = /^(identify-)?[a-z]{2}-[a-z]+-\d$/;

/**
 * The address of samples by what the user has copied from the console or an example: the host alone, with a scheme (http in
 * the vendor's older examples), or with the path. The vendor's other hosts would refuse the keys without a word about why.
 */
export function addressOf(told: string): string {
  const host = told.trim();
  if (REGION_ALONE.test(host)) {
    throw new UsageError(
      `${SETTING} is a region ("${host}") and must be its host: identify-${host.replace('identify-', '')}.acrcloud.com.`,
    );
  }
  const own = host.includes('://') ? host : `https://${host}`;
  const name = URL.canParse(own) ? new URL(own).hostname : '';
  if (IDENTIFIES.test(name)) return `https://${name}`;
  if (IS_VENDORS.test(name)) {
    throw new UsageError(
      `${SETTING} ("${name}") isn't where ACRCloud recognises samples. The console shows the right host beside the project's ` +
        'keys: it begins with "identify-", like identify-eu-west-1.acrcloud.com.',
    );
  }
  const address = baseUrl(host, SETTING);
  return address.endsWith(IDENTIFY_PATH) ? address.slice(0, -IDENTIFY_PATH.length) : address;
}

/** The console's API: containers, buckets, accounts. `server` is what the user says instead. */
export const consoleAddress = (server: string | undefined): string =>
  server === undefined ? 'https://api-v2.acrcloud.com' : baseUrl(server, 'TRACKLISTIFY_ACRCLOUD_SCAN_SERVER');
