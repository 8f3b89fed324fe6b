import { describe, expect, it } from 'vitest';
import { called, headingOf } from '../../src/domain/heading.js';
import { tracklistOf } from '../support/tracklists.js';

const mix = (location: string, tags: { title?: string; artist?: string } = {}) => ({
  name: location.split('/').at(-1)!,
  kind: 'file',
  location: `${location}.mp3`,
  ...tags,
});
const heading = (info: ReturnType<typeof mix>) => {
  const { artist = '-', title = '-' } = headingOf(info);
  return `${artist} | ${title}`;
};

describe('what a mix is called', () => {
  it.each([
    ['its tags', mix('/m/x', { title: 'Live at Club', artist: 'Somebody' }), 'Somebody | Live at Club'],
    ['its name', mix('/m/Somebody - Live at Club'), 'Somebody | Live at Club'],
    ['a name with underscores', mix('/m/My_Mix_in_May'), '- | My Mix in May'],
    ['a name as it is', mix('/m/tmix'), '- | -'],
    ['a name with a label', mix('/m/Somebody - Show 012 [Some Label]'), 'Somebody | Show 012 [Some Label]'],
    ['a version in its name', mix('/m/Somebody - Set (Live)'), 'Somebody | Set (Live)'],
    ['its folder', mix('/m/Somebody - Boat Party/recording'), 'Somebody | Boat Party'],
    ['its folder, not a crate', mix('/m/sets/REC0012'), '- | -'],
    ['a date', mix('/m/2026-05-01'), '- | -'],
    ['a name of nobody', mix('/m/Mix - 2026-05-01'), '- | -'],
    ['tags that say nothing', mix('/m/tmix', { title: 'Track 1', artist: 'Various Artists' }), '- | -'],
    ['a recorder', mix('/m/Somebody - Set', { title: 'Recording', artist: 'rekordbox' }), 'Somebody | Set'],
    ['an encoder', mix('/m/tmix', { title: 'Lavf58.29.100' }), '- | -'],
    ['a title beside a name', mix('/m/Somebody - Club', { title: 'Live at Club' }), 'Somebody | Live at Club'],
    ['a title beside another name', mix('/m/Somebody - Club', { title: 'Show 12' }), '- | Show 12'],
    ['an artist beside a name', mix('/m/Somebody - Live at Club', { artist: 'somebody' }), 'somebody | Live at Club'],
    ['another artist beside a name', mix('/m/Show - Guests', { artist: 'Host' }), 'Host | -'],
  ])('is said by %s', (_, info, text) => expect(heading(info)).toBe(text));

  it('is what the user says, whatever else says', () => {
    const info = mix('/m/Somebody - Set', { title: 'T', artist: 'A' });
    expect(headingOf(info, { title: ' Mine\n', artist: 'Me' })).toEqual({ ...info, title: 'Mine', artist: 'Me' });
    expect(headingOf(mix('/m/Somebody - Set'), { title: 'Mine' })).toMatchObject({ title: 'Mine', artist: 'Somebody' });
    expect(headingOf(info, { artist: 'Me' })).toEqual({ ...info, artist: 'Me' });
  });

  it("is a page's own name, whole", () => {
    const page = { name: 'Show - Guest', kind: 'site', location: 'https://site/1', title: 'Show - Guest' };
    expect(headingOf(page)).toEqual({ name: 'Show - Guest', kind: 'site', location: 'https://site/1' });
  });

  it('stays as it was saved but for what is said', () => {
    const saved = tracklistOf([], { source: { ...mix('/m/x'), title: 'T', artist: 'A' } });
    expect(called(saved, { title: 'Other' }).source).toMatchObject({ title: 'Other', artist: 'A' });
    expect(called(saved, {})).toEqual(saved);
  });
});
