-- What scripts do: tables, strings, closures, sorting, methods. The argument is the number of rounds.
local rounds = tonumber(arg[1])

local function words(seed, count)
  local result = {}
  for i = 1, count do
    seed = (seed * 1103515245 + 12345) % 2147483648
    result[i] = string.format("%x", seed >> 8)
  end
  return result
end

local Stack = {}
Stack.__index = Stack
function Stack.new() return setmetatable({ n = 0 }, Stack) end
function Stack:push(value) self.n = self.n + 1; self[self.n] = value end
function Stack:pop() local value = self[self.n]; self[self.n] = nil; self.n = self.n - 1; return value end

local function queens(n)
  local columns, up, down, found = {}, {}, {}, 0
  local function place(row)
    if row > n then found = found + 1; return end
    for c = 1, n do
      if not (columns[c] or up[row + c] or down[row - c]) then
        columns[c], up[row + c], down[row - c] = true, true, true
        place(row + 1)
        columns[c], up[row + c], down[row - c] = nil, nil, nil
      end
    end
  end
  place(1)
  return found
end

local total = 0
for round = 1, rounds do
  local list = words(round, 4000)
  local count = {}
  for _, word in ipairs(list) do
    for letter in word:gmatch("%a") do count[letter] = (count[letter] or 0) + 1 end
  end
  table.sort(list)
  local text = table.concat(list, " ")
  total = total + #text:gsub("(%d)(%a)", "%2%1") + (count.a or 0)
  local stack = Stack.new()
  for i = 1, 20000 do stack:push(i * 0.5) end
  while stack.n > 0 do total = total + stack:pop() % 3 end
  total = total + queens(7)
  local sum = coroutine.wrap(function() for i = 1, 5000 do coroutine.yield(i) end end)
  for _ = 1, 5000 do total = total + sum() end
end
print(string.format("%.3f", total))
