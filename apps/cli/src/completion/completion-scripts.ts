/** The scripts ask the command itself, so that they match the installed version. */
export const completionScripts = {
  // Bash ends a word at a colon. The script joins the words again, and cuts the part before the colon off the candidates.
  bash: `_lading() {
  local IFS=$'\\n' line=\${COMP_LINE:0:COMP_POINT} words word before
  IFS=' ' read -r -a words <<<"$line"
  [[ $line == *' ' ]] && words+=('')
  word=\${words[\${#words[@]}-1]}
  COMPREPLY=($(lading __complete -- "\${words[@]:1}" 2>/dev/null))
  before=\${word%"\${word##*:}"}
  if [[ -n $before && $COMP_WORDBREAKS == *:* ]]; then COMPREPLY=("\${COMPREPLY[@]#"$before"}"); fi
  # A repository may be gone on with, by a tag or by more of its name.
  [[ \${COMPREPLY[0]} == */* ]] && compopt -o nospace
  return 0
}
complete -o default -F _lading lading
`,
  zsh: `#compdef lading
_lading() {
  local -a candidates
  candidates=("\${(@f)$(lading __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -z "\${candidates[1]}" ]]; then
    _files
  elif [[ "\${candidates[1]}" == */* ]]; then
    compadd -S '' -a candidates
  else
    compadd -a candidates
  fi
}
compdef _lading lading
`,
  // The script offers a repository with a colon too, so that fish does not append a space.
  fish: `function __lading_complete
  set -l words (commandline -opc) (commandline -ct)
  lading __complete -- $words[2..-1] 2>/dev/null | string replace -r '^(.*/[^:]+)$' '$1\\n$1:'
end
complete -c lading -a '(__lading_complete)'
`,
} as const;
