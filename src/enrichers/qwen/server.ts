import type { QwenSection } from './settings.js';

export type Server = 'vllm' | 'dashscope' | 'openai';

/** Alibaba's Model Studio. A key belongs to its region. */
const REGIONS: Record<QwenSection['region'], string> = {
  singapore: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
  beijing: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
  virginia: 'https://dashscope-us.aliyuncs.com/compatible-mode/v1',
};

/** The host alone, or the path of Model Studio's own interface: meant is the one that is spoken here. */
const OTHER_PATH = /^(https?:\/\/[^/]*aliyuncs\.com)\/?(?:api\/v1\/?)?$/i;

export interface Asked {
  /** Undefined where nothing says where to ask. */
  address: string | undefined;
  server: Server;
  /** The setting that names the address. */
  variable: string;
}

/** Where it is asked: at a server of the user's, else at Model Studio with its key. */
export function askedBy({ endpoint, dashscopeUrl, region, apiKey, server }: QwenSection): Asked {
  if (endpoint) return { address: endpoint, server: serverOf(server, endpoint), variable: 'QWEN_ENDPOINT' };
  const address = dashscopeUrl?.replace(OTHER_PATH, '$1/compatible-mode/v1') ?? (apiKey ? REGIONS[region] : undefined);
  const variable = dashscopeUrl ? 'DASHSCOPE_BASE_URL' : 'TRACKLISTIFY_QWEN_REGION';
  return { address, server: server === 'auto' ? 'dashscope' : server, variable };
}

/** Which kind of server it is, by its address where the settings don't say. */
function serverOf(told: 'auto' | Server, endpoint: string): Server {
  if (told !== 'auto') return told;
  return /(?:^|\.|\/\/)aliyuncs\.com(?::|\/|$)/i.test(endpoint) ? 'dashscope' : 'vllm';
}
