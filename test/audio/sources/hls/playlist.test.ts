import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MasterPlaylist, type MediaPlaylist, parsePlaylist } from '../../../../src/audio/sources/hls/playlist.js';
import { TracklistifyError } from '../../../../src/domain/errors.js';

const url = new URL('https://media.example/a/list.m3u8?token=1');
const media = (...lines: string[]): MediaPlaylist =>
  parsePlaylist(['#EXTM3U', '#EXT-X-TARGETDURATION:4', ...lines].join('\n'), url) as MediaPlaylist;
const master = (...lines: string[]): MasterPlaylist =>
  parsePlaylist(['#EXTM3U', ...lines].join('\n'), url) as MasterPlaylist;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a playlist', () => {
  it.each(['', '<html><body>Not found</body></html>', 'a.mp3\nb.mp3', '#EXTINF:4\na.ts'])(
    'that does not begin as one is none: %j',
    (text) => expect(() => parsePlaylist(text, url)).toThrow(/no HLS playlist: it doesn't begin with #EXTM3U/),
  );

  it('may have a byte order mark, lines of Windows, and no last line', () => {
    const { segments } = parsePlaylist(
      '\ufeff#EXTM3U\r\n#EXTINF:4,\r\na.ts\r\n#EXTINF:3,\r\nb.ts',
      url,
    ) as MediaPlaylist;
    expect(segments.map((s) => [s.url.pathname, s.duration])).toEqual([
      ['/a/a.ts', 4],
      ['/a/b.ts', 3],
    ]);
  });

  it('counts its addresses from its own', () => {
    const { segments } = media(
      '#EXTINF:4',
      'x/1.ts',
      '#EXTINF:4',
      '/2.ts',
      '#EXTINF:4',
      'https://other.example/3.ts?a=1',
    );
    expect(segments.map((s) => s.url.href)).toEqual([
      'https://media.example/a/x/1.ts',
      'https://media.example/2.ts',
      'https://other.example/3.ts?a=1',
    ]);
  });

  it.each([
    ['a segment', ['#EXTINF:4', 'file:///etc/passwd']],
    ['a key', ['#EXT-X-KEY:METHOD=AES-128,URI="file:///k"', '#EXTINF:4', 'a.ts']],
    ['an initialisation section', ['#EXT-X-MAP:URI="data:video/mp4;base64,AA"', '#EXTINF:4', 'a.mp4']],
    ['a rendition', ['#EXT-X-STREAM-INF:BANDWIDTH=1', 'ftp://x/list.m3u8']],
  ])('leads nowhere but to the web: %s', (_, lines) => {
    expect(() => media(...lines)).toThrow(/that media\.example leads to is refused/);
  });

  it('numbers its segments', () => {
    const { first, segments } = media('#EXT-X-MEDIA-SEQUENCE:41', '#EXTINF:4', 'a.ts', '#EXTINF:4', 'b.ts');
    expect([first, ...segments.map((s) => s.number)]).toEqual([41, 41, 42]);
  });

  it.each(['99999999999999999999999', '-5', 'x'])('numbers them from 0 where %s is said', (number) => {
    const [segment] = media(
      `#EXT-X-MEDIA-SEQUENCE:${number}`,
      '#EXT-X-KEY:METHOD=AES-128,URI="k"',
      '#EXTINF:4',
      'a.ts',
    ).segments;
    expect(segment!.number).toBe(0);
  });

  it('numbers them from what was skipped on', () => {
    const { segments } = media('#EXT-X-MEDIA-SEQUENCE:10', '#EXT-X-SKIP:SKIPPED-SEGMENTS=3', '#EXTINF:4', 'a.ts');
    expect(segments.map((s) => s.number)).toEqual([13]);
  });

  it('says whether it is whole, grows, or moves on', () => {
    const kind = (...lines: string[]) => {
      const { ended, growing } = media('#EXTINF:4', 'a.ts', ...lines);
      return [ended, growing];
    };
    expect(kind('#EXT-X-ENDLIST')).toEqual([true, false]);
    expect(kind('#EXT-X-PLAYLIST-TYPE:VOD')).toEqual([true, false]);
    expect(kind('#EXT-X-PLAYLIST-TYPE:EVENT')).toEqual([false, true]);
    expect(kind()).toEqual([false, false]);
  });

  it('lists no more segments than a week has', () => {
    const many = `#EXTM3U\n${'#EXTINF:6\na.ts\n'.repeat(100_801)}`;
    expect(() => parsePlaylist(many, url)).toThrow(/lists more than 100800 segments/);
  });

  it('gets by without a target duration', () => {
    expect((parsePlaylist('#EXTM3U\n#EXTINF:7\na.ts\n#EXTINF:9\nb.ts', url) as MediaPlaylist).target).toBe(9);
    expect(media('#EXTINF:soon,', 'a.ts').segments[0]!.duration).toBe(4);
  });

  it('ignores what it does not know', () => {
    const { segments } = media('#EXT-X-FROM-THE-FUTURE:A=1', '# a comment', '#EXTINF:4', 'a.ts', '#EXT-X-CUE-OUT:30');
    expect(segments).toHaveLength(1);
  });

  it('puts its variables in, in keys too', () => {
    const { segments } = media(
      '#EXT-X-DEFINE:NAME="where",VALUE="deep"',
      '#EXT-X-DEFINE:QUERYPARAM="token"',
      '#EXT-X-KEY:METHOD=AES-128,URI="{$where}/key?t={$token}"',
      '#EXTINF:4',
      '{$where}/a.ts?t={$token}',
    );
    expect(segments[0]!.url.href).toBe('https://media.example/a/deep/a.ts?t=1');
    expect(segments[0]!.key!.url.href).toBe('https://media.example/a/deep/key?t=1');
  });

  it('takes variables over from the list of renditions', () => {
    const text = '#EXTM3U\n#EXT-X-DEFINE:IMPORT="host"\n#EXTINF:4\nhttps://{$host}/a.ts';
    const { segments } = parsePlaylist(text, url, { host: 'cdn.example' }) as MediaPlaylist;
    expect(segments[0]!.url.host).toBe('cdn.example');
  });

  it('tells the songs that broadcasters write into it', () => {
    const { segments } = media(
      '#EXTINF:4, Nora - Glass ',
      'a.ts',
      '#EXTINF:4,title="Rain",artist="Halde",url=""',
      'b.ts',
    );
    expect(segments.map((s) => s.title)).toEqual(['Nora - Glass', 'Halde - Rain']);
  });
});

describe('a range', () => {
  it('without an offset goes on from the range before of the same address', () => {
    const { segments } = media(
      ...['#EXTINF:4', '#EXT-X-BYTERANGE:100@50', 'a.ts', '#EXTINF:4', '#EXT-X-BYTERANGE:30@0', 'b.ts'],
      ...['#EXTINF:4', '#EXT-X-BYTERANGE:70', 'a.ts', '#EXTINF:4', '#EXT-X-BYTERANGE:5', 'b.ts', '#EXTINF:4', 'c.ts'],
    );
    expect(segments.map((s) => s.range)).toEqual([
      { offset: 50, length: 100 },
      { offset: 0, length: 30 },
      { offset: 150, length: 70 },
      { offset: 30, length: 5 },
      null,
    ]);
  });

  it('may be that of an initialisation section', () => {
    const { segments } = media('#EXT-X-MAP:URI="a.mp4",BYTERANGE="20@7"', '#EXTINF:4', 'a.mp4', '#EXTINF:4', 'b.mp4');
    expect(segments.map((s) => s.map?.range)).toEqual([
      { offset: 7, length: 20 },
      { offset: 7, length: 20 },
    ]);
  });
});

describe('a key', () => {
  const keys = (...lines: string[]) =>
    media(...lines).segments.map(({ key }) => key && [key.url.pathname, hex(key.iv).replace(/^0+/, '')]);

  it('holds until another one, or none', () => {
    expect(
      keys(
        ...['#EXT-X-KEY:METHOD=AES-128,URI="1",IV=0x000000000000000000000000000000AB', '#EXTINF:4', 'a.ts'],
        ...['#EXTINF:4', 'b.ts', '#EXT-X-KEY:METHOD=NONE', '#EXTINF:4', 'c.ts'],
        ...['#EXT-X-KEY:METHOD=AES-128,URI="2",IV=0xcd', '#EXTINF:4', 'd.ts'],
      ),
    ).toEqual([['/a/1', 'ab'], ['/a/1', 'ab'], null, ['/a/2', 'cd']]);
  });

  it('takes the number of the segment where it names no vector', () => {
    const number = '#EXT-X-MEDIA-SEQUENCE:4294967297';
    expect(keys(number, '#EXT-X-KEY:METHOD=AES-128,URI="1"', '#EXTINF:4', 'a.ts', '#EXTINF:4', 'b.ts')).toEqual([
      ['/a/1', '100000001'],
      ['/a/1', '100000002'],
    ]);
  });

  it('may be offered in several formats', () => {
    const other = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"';
    const own = '#EXT-X-KEY:METHOD=AES-128,URI="1",IV=0x1,KEYFORMAT="identity"';
    expect(keys(own, other, '#EXTINF:4', 'a.ts')).toEqual([['/a/1', '1']]);
    expect(keys(other, own, '#EXTINF:4', 'a.ts')).toEqual([['/a/1', '1']]);
  });

  it.each([
    ['METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"', 'FairPlay'],
    ['METHOD=SAMPLE-AES-CTR,URI="data:,x",KEYFORMAT="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"', 'Widevine'],
    ['METHOD=SAMPLE-AES-CTR,URI="data:,x",KEYFORMAT="com.microsoft.playready"', 'PlayReady'],
    ['METHOD=SAMPLE-AES,URI="key"', 'SAMPLE-AES'],
  ])('of a copy protection is refused by its name: %s', (attributes, name) => {
    expect(() => media(`#EXT-X-KEY:${attributes}`, '#EXTINF:4', 'a.ts')).toThrow(`copy-protected (${name})`);
  });

  it('without an address is none', () => {
    expect(() => media('#EXT-X-KEY:METHOD=AES-128', '#EXTINF:4', 'a.ts')).toThrow(/doesn't say where its key is/);
  });

  it('holds for the initialisation section that follows it, and then needs a vector', () => {
    const map = ['#EXT-X-MAP:URI="init.mp4"', '#EXTINF:4', 'a.mp4'];
    const withVector = media(
      '#EXT-X-KEY:METHOD=AES-128,URI="1",IV=0x7',
      ...map,
      '#EXT-X-KEY:METHOD=NONE',
      '#EXTINF:4',
      'b.mp4',
    );
    expect(withVector.segments.map((s) => [s.map?.key?.url.pathname, s.key?.url.pathname])).toEqual([
      ['/a/1', '/a/1'],
      ['/a/1', undefined],
    ]);
    expect(() => media('#EXT-X-KEY:METHOD=AES-128,URI="1"', ...map)).toThrow(/without naming an IV/);
    const before = media(...map, '#EXT-X-KEY:METHOD=AES-128,URI="1",IV=0x7', '#EXTINF:4', 'b.mp4');
    expect(before.segments.map((s) => s.map?.key)).toEqual([null, null]);
  });
});

describe('time', () => {
  it('is counted in time lines, from where the playlist says', () => {
    const { segments } = media(
      ...['#EXT-X-DISCONTINUITY-SEQUENCE:3', '#EXTINF:4', 'a.ts', '#EXT-X-DISCONTINUITY', '#EXTINF:4', 'b.ts'],
      ...['#EXTINF:4', 'c.ts'],
    );
    expect(segments.map((s) => s.timeline)).toEqual([3, 4, 4]);
  });

  it('is told by the clock, on from each date', () => {
    const { segments } = media(
      ...['#EXT-X-PROGRAM-DATE-TIME:2026-05-01T20:00:00.500+02:00', '#EXTINF:4', 'a.ts', '#EXTINF:4', 'b.ts'],
      ...['#EXT-X-PROGRAM-DATE-TIME:2026-05-01T21:00:00Z', '#EXTINF:4', 'c.ts', '#EXTINF:4', 'd.ts'],
    );
    expect(segments.map((s) => new Date(s.wallClock!).toISOString())).toEqual([
      ...[
        '2026-05-01T18:00:00.500Z',
        '2026-05-01T18:00:04.500Z',
        '2026-05-01T21:00:00.000Z',
        '2026-05-01T21:00:04.000Z',
      ],
    ]);
  });

  it('is nobody’s guess where the date is garbage', () => {
    expect(media('#EXT-X-PROGRAM-DATE-TIME:yesterday', '#EXTINF:4', 'a.ts').segments[0]!.wallClock).toBeNull();
  });

  it('has gaps that are not to be asked for', () => {
    const { segments } = media(
      '#EXTINF:4',
      'a.ts',
      '#EXT-X-GAP',
      '#EXTINF:4',
      'b.ts',
      '#EXTINF:4',
      '#EXT-X-GAP',
      'c.ts',
    );
    expect(segments.map((s) => s.gap)).toEqual([false, true, true]);
  });
});

describe('a list of renditions', () => {
  it('tells what each is', () => {
    const { variants, audio } = master(
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,AUTOSELECT=YES,URI="en.m3u8",CHANNELS="2"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",URI="en51.m3u8",CHANNELS="6"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",URI="sub.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=800000,CODECS="avc1.4d401f, mp4a.40.2",AUDIO="a"',
      'video.m3u8',
    );
    expect(variants).toMatchObject([{ bandwidth: 800_000, codecs: ['avc1.4d401f', 'mp4a.40.2'], audioGroup: 'a' }]);
    expect(audio.map((a) => [a.group, a.uri, a.isDefault])).toEqual([
      ['a', 'en.m3u8', true],
      ['a', 'en51.m3u8', false],
    ]);
  });

  it('may end in the middle of an entry', () => {
    expect(master('#EXT-X-STREAM-INF:BANDWIDTH=1', 'a.m3u8', '#EXT-X-STREAM-INF:BANDWIDTH=2').variants).toHaveLength(1);
  });
});

describe('a playlist that somebody has tampered with', () => {
  it.each(['#EXT-X-STREAM-INF:', '#EXT-X-KEY:', '#EXT-X-MEDIA:TYPE=AUDIO,'])(
    'is refused where its lines would keep the parser busy for over a second: %s',
    (tag) => {
      expect(() => media(tag + 'A'.repeat(40_000))).toThrow(/lines are far too long/);
      expect(() => media(tag + 'A'.repeat(5_000_000))).toThrow(/lines are far too long/);
      expect(() => media(...Array(500).fill(tag + ','.repeat(9000)))).toThrow(/lines are far too long/);
    },
  );

  it('is read with lines as long as they get', () => {
    const marks = Array(100).fill(`#EXT-X-DATERANGE:ID="ad",SCTE35-OUT=0x${'F'.repeat(3000)}`);
    expect(media(...marks, '#EXTINF:4', 'a.ts').segments).toHaveLength(1);
    const key = `#EXT-X-KEY:METHOD=AES-128,URI="https://k.example/?token=${'t'.repeat(8000)}"`;
    expect(media(key, '#EXTINF:4', 'a.ts').segments[0]!.key!.url.href).toHaveLength(8025);
  });

  const whole = [
    ...[
      '#EXTM3U',
      '#EXT-X-VERSION:7',
      '#EXT-X-TARGETDURATION:4',
      '#EXT-X-MEDIA-SEQUENCE:7',
      '#EXT-X-PLAYLIST-TYPE:VOD',
    ],
    ...['#EXT-X-DEFINE:NAME="a",VALUE="b"', '#EXT-X-MAP:URI="init.mp4",BYTERANGE="10@0"'],
    ...['#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x00000000000000000000000000000001', '#EXTINF:4.0,one', 'a.ts'],
    ...[
      '#EXT-X-DISCONTINUITY',
      '#EXT-X-PROGRAM-DATE-TIME:2026-05-01T20:00:00Z',
      '#EXT-X-BYTERANGE:5@9',
      '#EXTINF:3,',
      'b.ts',
    ],
    ...[
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="g",NAME="n",URI="x.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=9,AUDIO="g"',
      'v.m3u8',
    ],
    ...[
      '#EXT-X-DATERANGE:ID="x",START-DATE="2026-05-01T20:00:00Z"',
      '#EXT-X-PART:DURATION=1,URI="p"',
      '#EXT-X-ENDLIST',
    ],
  ];
  const mutation = fc.oneof(
    fc.record({
      kind: fc.constant('drop' as const),
      line: fc.nat(whole.length),
      at: fc.nat(60),
      text: fc.constant(''),
    }),
    fc.record({
      kind: fc.constant('double' as const),
      line: fc.nat(whole.length),
      at: fc.nat(60),
      text: fc.constant(''),
    }),
    fc.record({
      kind: fc.constant('put' as const),
      line: fc.nat(whole.length),
      at: fc.nat(60),
      text: fc.oneof(
        fc.string(),
        fc.constantFrom(
          '"',
          ',',
          '=',
          ':',
          '-1',
          '0x1',
          '1e999',
          'NaN',
          '{$a}',
          '\0',
          '\u2028',
          '99999999999999999999',
          '@',
        ),
      ),
    }),
    fc.record({ kind: fc.constant('cut' as const), line: fc.nat(whole.length), at: fc.nat(60), text: fc.constant('') }),
  );

  it('is read or refused in a sentence, whatever was done to it', () => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), (mutations) => {
        const lines = [...whole];
        for (const { kind, line, at, text } of mutations) {
          const old = lines[line] ?? '';
          if (kind === 'drop') lines.splice(line, 1);
          else if (kind === 'double') lines.splice(line, 0, old);
          else if (kind === 'put') lines[line] = old.slice(0, at) + text + old.slice(at);
          else lines[line] = old.slice(0, at);
        }
        try {
          const playlist = parsePlaylist(lines.join('\n'), url);
          if (playlist.kind === 'master') return;
          for (const segment of playlist.segments) {
            expect(segment.duration).toBeGreaterThan(0);
            expect(Number.isSafeInteger(segment.number)).toBe(true);
            expect(segment.url.protocol).toMatch(/^https?:$/);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(TracklistifyError);
        }
      }),
      { numRuns: 5000, seed: 1 },
    );
  });
});
