import type { CompletedCommand, CompletedOption, Values } from './model.js';

/** One function a command, each made of zsh's own `_arguments`. */
export function zshCompletion(commands: readonly CompletedCommand[], defaultName?: string): string {
  return `#compdef tracklistify
# Completion of tracklistify for zsh. In ~/.zshrc, after compinit: source <(tracklistify completion zsh)

${commands.map((command) => commandFunction(command, commands, defaultName)).join('\n')}
if [[ $funcstack[1] == _tracklistify ]]; then
  _tracklistify "$@"
else
  compdef _tracklistify tracklistify
fi
`;
}

const functionName = (path: readonly string[]): string => ['_tracklistify', ...path].join('__').replaceAll('-', '_');

function commandFunction(command: CompletedCommand, all: readonly CompletedCommand[], defaultName?: string): string {
  const name = functionName(command.path);
  const options = command.options.map((option) => `    ${optionSpec(option)}`);
  if (command.children.length === 0) {
    const values = valuesAction(command.values);
    return `${name}() {
  _arguments -s \\
${[...options, ...(values ? [`    '*:${command.values.kind}:${values}'`] : [])].join(' \\\n')}
}
`;
  }
  const known = command.children.filter((child) =>
    all.some(({ path }) => path.join() === [...command.path, child.name].join()),
  );
  const branches = known.map((child) => `        ${child.name}) ${functionName([...command.path, child.name])} ;;`);
  // Anything else is a value of the default command.
  if (command.path.length === 0 && defaultName) branches.push(`        *) ${functionName([defaultName])} ;;`);
  const values = valuesAction(command.values);
  const first = values ? `_alternative 'commands:command:${name}_commands' 'files:file:${values}'` : `${name}_commands`;
  return `${name}_commands() {
  local -a names=(
${command.children.map((child) => `    '${quoted(`${child.name.replaceAll(':', '\\:')}:${child.summary}`)}'`).join('\n')}
  )
  _describe -t commands command names
}
${name}() {
  local curcontext="$curcontext" state line
  _arguments -s -C \\
${options.join(' \\\n')} \\
    '1: :->first' \\
    '*:: :->rest'
  case $state in
    first) ${first} ;;
    rest)
      case $line[1] in
${branches.join('\n')}
      esac ;;
  esac
}
`;
}

/** \`'(-f --format)'{-f,--format=}'[what it does]:value:action'\` */
function optionSpec({ flags, description, values }: CompletedOption): string {
  const text = quoted(description.replace(/[[\]:\\]/g, '\\$&'));
  const value = values ? `:value:${valuesAction(values)}` : '';
  // A flag that may be given again excludes nothing.
  const list = values?.kind === 'choices' && values.list;
  const head = list ? `'*'` : flags.length > 1 ? `'(${flags.join(' ')})'` : '';
  const forms = flags.map((flag) => (values && flag.startsWith('--') ? `${flag}=` : flag));
  const names = forms.length > 1 ? `{${forms.join(',')}}` : `'${forms[0]}'`;
  return `${head}${names}'[${text}]${value}'`;
}

function valuesAction(values: Values): string {
  switch (values.kind) {
    case 'choices':
      return values.list ? `_sequence compadd - ${values.choices.join(' ')}` : `(${values.choices.join(' ')})`;
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'nothing':
      return '';
  }
}

const quoted = (text: string): string => text.replaceAll("'", "'\\''");
