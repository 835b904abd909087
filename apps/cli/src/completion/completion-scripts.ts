/** They ask the command itself, so that they are right for the version that is installed. */
export const completionScripts = {
  bash: `_lading() {
  local IFS=$'\\n'
  COMPREPLY=($(lading __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _lading lading
`,
  zsh: `#compdef lading
_lading() {
  local -a candidates
  candidates=("\${(@f)$(lading __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${candidates[1]}" ]]; then
    compadd -a candidates
  else
    _files
  fi
}
compdef _lading lading
`,
  fish: `function __lading_complete
  set -l words (commandline -opc) (commandline -ct)
  lading __complete -- $words[2..-1] 2>/dev/null
end
complete -c lading -a '(__lading_complete)'
`,
} as const;
