import type { CompletedCommand, CompletedOption, Values } from './model.js';

/** Works from bash 3.2, which macOS has, and needs no bash-completion package. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return `# Completion of tracklistify for bash. In ~/.bashrc: source <(tracklistify completion bash)

_tracklistify_words() {
  local line
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -W "$1" -- "$current")
}

# Choices separated by commas: the last of them is completed.
_tracklistify_list() {
  local line before=""
  [[ $current == *,* ]] && before="\${current%,*},"
  while IFS= read -r line; do COMPREPLY+=("$before$line"); done < <(compgen -W "$1" -- "\${current##*,}")
  compopt -o nospace 2>/dev/null
}

# Readline completes files and folders by itself, with the right quotes, where nothing else is offered.
_tracklistify_folders() { compopt +o bashdefault +o default -o dirnames 2>/dev/null; }
_tracklistify_nothing() { compopt +o bashdefault +o default 2>/dev/null; }

_tracklistify() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command="" word i
  COMPREPLY=()
  # Bash splits --flag=value into three words.
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    # After -- there are files only.
    [[ $word == "--" ]] && return 0
    case "$command:$word" in
${branches(commands.flatMap(enteringCommands), 4)}
${branch(
  patterns(commands, (option) => option.values !== null),
  `[[ \${COMP_WORDS[i + 1]} == "=" ]] && ((i += 2)) || ((i += 1))`,
  6,
)}
    esac
  done
  case "$command:$previous" in
${branches(valueBranches(commands), 2)}
  esac
  if [[ $current == -* ]]; then
    case "$command" in
${branches(
  commands.map(({ path, options }) => [[path.join(' ')], `_tracklistify_words "${flagsOf(options).join(' ')}"`]),
  4,
)}
    esac
    return 0
  fi
  case "$command" in
${branches(commands.map(positionalBranch), 2)}
  esac
  return 0
}

complete -o bashdefault -o default -F _tracklistify tracklistify
`;
}

type Branch = readonly [patterns: readonly string[], action: string];

function branch(patterns: readonly string[], action: string, indent: number): string {
  return `${' '.repeat(indent)}${patterns.map((pattern) => `"${pattern}"`).join('|')}) ${action} ;;`;
}

const branches = (all: readonly Branch[], indent: number): string =>
  all.map(([patterns, action]) => branch(patterns, action, indent + 2)).join('\n');

const flagsOf = (options: readonly CompletedOption[]): string[] => options.flatMap(({ flags }) => flags);

/** Words that lead from a command to one below it. */
function enteringCommands({ path, children }: CompletedCommand): Branch[] {
  const here = path.join(' ');
  return children.map(({ name }) => [[`${here}:${name}`], `command="${[...path, name].join(' ')}"`]);
}

/** `command:--flag` for every flag that is chosen. */
function patterns(commands: readonly CompletedCommand[], chosen: (option: CompletedOption) => boolean): string[] {
  return commands.flatMap(({ path, options }) =>
    flagsOf(options.filter(chosen)).map((flag) => `${path.join(' ')}:${flag}`),
  );
}

/** Flags that take the same values share a branch. */
function valueBranches(commands: readonly CompletedCommand[]): Branch[] {
  const byAction = new Map<string, string[]>();
  for (const { path, options } of commands) {
    for (const { flags, values } of options) {
      if (!values) continue;
      const action = `${valuesAction(values)}; return 0`;
      const known = byAction.get(action) ?? [];
      byAction.set(action, [...known, ...flags.map((flag) => `${path.join(' ')}:${flag}`)]);
    }
  }
  return [...byAction].map(([action, flags]) => [flags, action]);
}

function valuesAction(values: Values): string {
  if (values.kind === 'choices') {
    const choices = values.choices.join(' ');
    return `${values.list ? '_tracklistify_list' : '_tracklistify_words'} "${choices}"; _tracklistify_nothing`;
  }
  return values.kind === 'files' ? ':' : `_tracklistify_${values.kind}`;
}

function positionalBranch({ path, values, children }: CompletedCommand): Branch {
  const names = children.length > 0 ? `_tracklistify_words "${children.map(({ name }) => name).join(' ')}"; ` : '';
  return [[path.join(' ')], `${names}${valuesAction(values)}`];
}
