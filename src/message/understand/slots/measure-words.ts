/** Words of shopping lists and errands. A table: one line per kind. */

/** Measures that only goods have. */
export const GOODS_MEASURES = [
  '公斤', '千克', '毫升', '斤', '克', 'kg', 'g', '升', '盒', '瓶', '袋', '包', '箱', '桶', '罐', '板', '捆', '棵', '颗', '粒',
  '卷', '提', '打', '筐', '篮', '听', '扎', '串', '支', '兜', '壶', '坛',
] as const; // prettier-ignore

/** Measures that people, animals, money and trouble have as well: believed only beside a word of asking. */
export const LOOSE_MEASURES = [
  '个',
  '只',
  '条',
  '把',
  '块',
  '片',
  '根',
  '双',
  '件',
  '套',
  '份',
  '束',
  '碗',
  '杯',
  '本',
  '张',
  '床',
  '副',
] as const;

/** What a measure of LOOSE_MEASURES counts when it counts no goods. */
export const NOT_GOODS =
  /^(?:人|小时|钟头|月|礼拜|星期|老人|孩子|娃|小孩|学生|工人|户|单元|楼|电话|事|问题|办法|地方|多|半|钱|二维码|码|群|微信|门|字|消息|图|视频|灯|井|坑|洞|电梯|车位|路|狗|猫|好友|说法|准信|回复|名|红包|票|赞|面窝的|时候|左右|以上)/;

/** Goods that may be asked for without any number ("帮我带点退烧药"). */
export const GOODS = [
  '药', '口罩', '体温计', '温度计', '试剂', '抗原', '消毒液', '酒精', '奶粉', '尿不湿', '纸尿裤', '尿布', '米', '大米', '面', '面粉', '面条', '油', '盐', '酱油',
  '醋', '菜', '青菜', '白菜', '土豆', '萝卜', '鸡蛋', '鸭蛋', '肉', '猪肉', '鱼', '水果', '苹果', '牛奶', '矿泉水', '桶装水', '卫生纸', '纸巾', '煤气', '气罐', '煤',
  '馒头', '豆腐', '快递', '包裹', '卫生巾', '蜡烛', '手电', '轮椅', '拐杖', '棉被', '被子', '电褥子', '胰岛素', '化验单',
] as const; // prettier-ignore
