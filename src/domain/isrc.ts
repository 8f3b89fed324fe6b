/** An ISRC (ISO 3901) as it's compared and searched for: capitals, no hyphens. Undefined for anything else. */
export function isrcOf(text: string | undefined): string | undefined {
  const tidy = text?.replace(/[\s-]/g, '').toUpperCase();
  return tidy !== undefined && /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(tidy) ? tidy : undefined;
}
