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

-- None of the page's: the h1 is the title on the page, and word.py writes what the file says of itself.
local function metadata()
  return {}
end

return { lists(1), { Meta = metadata } }
