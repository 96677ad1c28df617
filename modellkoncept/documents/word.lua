-- Call a list's paragraphs what Word calls them: List Bullet, List Number 2, List Continue.
local function lists(level)
  local depth = level > 1 and " " .. math.min(level, 3) or ""

  local function styled(name)
    local function style(item)
      local blocks = item:walk(lists(level + 1))
      for place, block in ipairs(blocks) do
        if block.tag == "Plain" or block.tag == "Para" then
          local styles = { ["custom-style"] = (place == 1 and name or "List Continue") .. depth }
          blocks[place] = pandoc.Div(pandoc.Para(block.content), styles)
        end
      end
      return blocks
    end

    return function(list)
      list.content = list.content:map(style)
      return list, false
    end
  end

  return {
    traverse = "topdown",
    BulletList = styled("List Bullet"),
    OrderedList = styled("List Number"),
  }
end

-- Letters that are read from the right: Hebrew, Arabic and their kin. Others have a side, too.
local function is_right_to_left(text)
  for _, code in utf8.codes(text) do
    if
      (code >= 0x5BE and code <= 0x8FF and code ~= 0x600 and not (code >= 0x660 and code <= 0x669)
        and not (code >= 0x6F0 and code <= 0x6F9))
      or (code >= 0xFB1D and code <= 0xFDFF)
      or (code >= 0xFE70 and code <= 0xFEFC)
      or (code >= 0x10800 and code <= 0x10FFF)
      or (code >= 0x1E800 and code <= 0x1EFFF)
    then
      return true
    end
    local is_letter = (code >= 0x41 and code <= 0x5A) or (code >= 0x61 and code <= 0x7A)
    if is_letter or (code >= 0xC0 and code < 0x2000) or (code >= 0x3040 and code < 0xFB00) then
      return false
    end
  end
  return false
end

local function directed(block)
  if is_right_to_left(pandoc.utils.stringify(block)) then
    return pandoc.Div({ block }, { dir = "rtl" })
  end
end

-- None of the page's: the h1 is the title on the page, and word.py writes what the file says of itself.
local function metadata()
  return {}
end

return {
  lists(1),
  { Para = directed, Plain = directed, Header = directed },
  { Meta = metadata },
}
