" :compiler iaxlint, then :make [PATH...] fills the quickfix list.
if exists('current_compiler')
  finish
endif
let current_compiler = 'iaxlint'

CompilerSet makeprg=iaxlint\ check\ --color\ never\ --output-format\ concise
CompilerSet errorformat=%f:%l:%c:\ %m,%+Giaxlint:\ %m
