-- Neovim's own diagnostics, while one types: require('iaxlint').setup()
local M = {}
local namespace = vim.api.nvim_create_namespace('iaxlint')
local running = {}

local severities = {
  error = vim.diagnostic.severity.ERROR,
  warning = vim.diagnostic.severity.WARN,
  info = vim.diagnostic.severity.INFO,
}

-- iaxlint counts columns in characters, from 1; Neovim in bytes, from 0.
local function column(buffer, position)
  local line = vim.api.nvim_buf_get_lines(buffer, position.line - 1, position.line, false)[1] or ''
  return math.max(vim.fn.byteidxcomp(line, position.column - 1), 0)
end

local function folder_of(file)
  local settings = vim.fn.findfile('iaxlint.toml', vim.fn.fnamemodify(file, ':h') .. ';')
  return vim.fn.fnamemodify(settings ~= '' and settings or file, ':p:h')
end

local function show(buffer, folder, file, text)
  local ok, report = pcall(vim.fn.json_decode, text)
  local diagnostics = {}
  for _, found in ipairs(ok and report.diagnostics or {}) do
    local path = found.path:sub(1, 1) == '/' and found.path or folder .. '/' .. found.path
    if path == file then
      table.insert(diagnostics, {
        lnum = found.range.start.line - 1,
        col = column(buffer, found.range.start),
        end_lnum = found.range['end'].line - 1,
        end_col = column(buffer, found.range['end']),
        severity = severities[found.severity],
        message = found.message .. (found.help ~= '' and '\n' .. found.help or ''),
        source = 'iaxlint',
        code = found.name,
      })
    end
  end
  vim.diagnostic.set(namespace, buffer, diagnostics)
end

function M.check(buffer)
  buffer = buffer or vim.api.nvim_get_current_buf()
  local file = vim.api.nvim_buf_get_name(buffer)
  local folder = folder_of(file)
  local command = { M.command, 'check', '--output-format', 'json', '--stdin-filename', file }
  if running[buffer] then
    vim.fn.jobstop(running[buffer])
  end
  local job
  job = vim.fn.jobstart(command, {
    cwd = folder,
    stdout_buffered = true,
    on_stdout = function(_, lines)
      if running[buffer] == job and vim.api.nvim_buf_is_valid(buffer) then
        running[buffer] = nil
        show(buffer, folder, file, table.concat(lines, '\n'))
      end
    end,
  })
  running[buffer] = job
  vim.fn.chansend(job, table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') .. '\n')
  vim.fn.chanclose(job, 'stdin')
end

function M.setup(options)
  M.command = options and options.command or 'iaxlint'
  vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufWritePost', 'InsertLeave', 'TextChanged' }, {
    pattern = options and options.pattern or { 'iax*.conf', 'extensions*.conf' },
    callback = function(event)
      M.check(event.buf)
    end,
  })
end

return M
