import type { CompletedCommand, CompletedOption, Values } from './model.js';

/** A line for each flag and command, shown where the words so far lead to. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  return `# Completion of tracklistify for fish. In config.fish: tracklistify completion fish | source

# The command that the words so far lead to.
function __tracklistify_command
  set -l command ''
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip = 1
      set skip 0
      continue
    end
    switch "$command:$word"
${commands.flatMap(({ path, children }) => children.map(({ name }) => `      case '${path.join(' ')}:${name}'\n        set command '${[...path, name].join(' ')}'`)).join('\n')}
      case ${valueFlags(commands).join(' ')}
        set skip 1
    end
  end
  echo $command
end

function __tracklistify_at
  test (__tracklistify_command) = "$argv[1]"
end

# Choices separated by commas: the last of them is completed.
function __tracklistify_list
  set -l before (commandline -ct | string replace -r -- '^--?[^=]*=' '' | string match -r -- '.*,')
  for choice in $argv
    echo "$before$choice"
  end
end

complete -c tracklistify -e
${commands.flatMap(commandLines).join('\n')}
`;
}

const valueFlags = (commands: readonly CompletedCommand[]): string[] =>
  commands.flatMap(({ path, options }) =>
    options.filter((o) => o.values).flatMap((o) => o.flags.map((flag) => `'${path.join(' ')}:${flag}'`)),
  );

function commandLines({ path, options, values, children }: CompletedCommand): string[] {
  const here = `complete -c tracklistify -n '__tracklistify_at "${path.join(' ')}"'`;
  return [
    ...children.map(({ name, summary }) => `${here} -a ${name} -d '${quoted(summary)}'`),
    ...(values.kind === 'files' ? [] : [`${here} -f${values.kind === 'nothing' ? '' : ` -a ${offered(values)}`}`]),
    ...options.map((option) => `${here} ${optionWords(option)}`),
  ];
}

function optionWords({ flags, description, values }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return [...names, ...(values ? [valueWords(values)] : []), `-d '${quoted(description)}'`].join(' ');
}

function valueWords(values: Values): string {
  if (values.kind === 'files') return '-r -F';
  return values.kind === 'nothing' ? '-x' : `-x -a ${offered(values)}`;
}

function offered(values: Values): string {
  if (values.kind !== 'choices') return `'(__fish_complete_directories)'`;
  const choices = values.choices.join(' ');
  return values.list ? `'(__tracklistify_list ${choices})'` : `'${choices}'`;
}

const quoted = (text: string): string => text.replace(/['\\]/g, '\\$&');
