" For ALE: what is wrong in the buffer as it is typed, with all servers that iaxlint.toml lists.
call ale#Set('asterisk_iaxlint_executable', 'iaxlint')
call ale#Set('asterisk_iaxlint_options', '')

function! ale_linters#asterisk#iaxlint#Root(buffer) abort
    let l:settings = ale#path#FindNearestFile(a:buffer, 'iaxlint.toml')
    return empty(l:settings) ? '%s:h' : fnamemodify(l:settings, ':h')
endfunction

function! ale_linters#asterisk#iaxlint#Command(buffer) abort
    return '%e check --output-format json --stdin-filename %s '
    \   . ale#Var(a:buffer, 'asterisk_iaxlint_options')
endfunction

function! ale_linters#asterisk#iaxlint#Column(buffer, position) abort
    let l:line = get(getbufline(a:buffer, a:position.line), 0, '')
    return max([byteidxcomp(l:line, a:position.column - 1), 0]) + 1
endfunction

function! ale_linters#asterisk#iaxlint#Handle(buffer, lines) abort
    let l:own = fnamemodify(bufname(a:buffer), ':p')
    let l:items = []

    for l:found in get(ale#util#FuzzyJSONDecode(a:lines, {}), 'diagnostics', [])
        let l:path = ale#path#GetAbsPath(ale_linters#asterisk#iaxlint#Folder(a:buffer), l:found.path)
        let l:item = {
        \   'lnum': l:found.range.start.line,
        \   'end_lnum': l:found.range.end.line,
        \   'code': l:found.name,
        \   'type': toupper(l:found.severity[0]),
        \   'text': l:found.message,
        \   'detail': l:found.message . "\n" . l:found.help,
        \}

        if l:path is# l:own
            let l:item.col = ale_linters#asterisk#iaxlint#Column(a:buffer, l:found.range.start)
            let l:item.end_col = ale_linters#asterisk#iaxlint#Column(a:buffer, l:found.range.end) - 1
            call add(l:items, l:item)
        endif
    endfor

    return l:items
endfunction

function! ale_linters#asterisk#iaxlint#Folder(buffer) abort
    let l:root = ale_linters#asterisk#iaxlint#Root(a:buffer)
    return l:root is# '%s:h' ? fnamemodify(bufname(a:buffer), ':p:h') : l:root
endfunction

call ale#linter#Define('asterisk', {
\   'name': 'iaxlint',
\   'executable': {buffer -> ale#Var(buffer, 'asterisk_iaxlint_executable')},
\   'cwd': function('ale_linters#asterisk#iaxlint#Root'),
\   'command': function('ale_linters#asterisk#iaxlint#Command'),
\   'callback': 'ale_linters#asterisk#iaxlint#Handle',
\})
