// How lessons are written down: MDX with front matter and tables, one style of list and emphasis.
export default {
  settings: { bullet: '-', emphasis: '_', strong: '*', rule: '-', listItemIndent: 'one' },
  plugins: ['remark-frontmatter', 'remark-gfm', 'remark-mdx'],
};
