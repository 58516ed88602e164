"""Where an activity was, and who did it: 在文化礼堂, 走进三小, 地点：镇卫生院五楼; 翠竹社区红十字会, 我们社区."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What the name of a place ends with. The longer ones are facilities; the shorter need care in what stands before.
_FACILITY = (
    r"小学|中学|高中(?!生)|初中(?!生)|大学(?!生)|学院|学校|幼儿园|幼教中心|职高|技校|党校|校区|"
    r"(?<![从大])[一二三四五六七八九十实附镇乡完村][小中](?![学心组队型国])|中心小学|"
    r"医院|卫生院|卫生室|卫生所|诊所|服务中心|活动中心|行政中心|文化中心|体育中心|培训中心|"
    r"指挥中心|照料中心|购物中心|会展中心|康复中心|救助站|救护站|中心|"
    r"村委会|居委会|村委|居委|村部|村口|村头|村中|社区(?!卫生服务|工作者|干部|居民|志愿)|小区|花园|"
    r"公寓|大厦|广场|公园|乐园|游乐园|植物园|动物园|礼堂|讲堂|学堂|课堂|教室|会议室|会客厅|报告厅|"
    r"多功能厅|展厅|演播厅|活动室|"
    r"阅览室|图书室|图书馆|体育馆|体育场|操场|球场|田径场|风雨操场|食堂|餐厅|宿舍|宿舍楼|寝室|"
    r"教学楼|办公楼|综合楼|实训楼|车间|厂区|工厂|[纺化机电钢药酒糖茶砖布纸服鞋]?装?厂(?!长|家)|"
    r"公司|工地|园区|工业园|产业园|科技园|物流园|开发区|"
    r"商场|超市|市场|菜场|菜市场|集市|夜市|庙会|步行街|商业街|街区|老街|街头|街口|街心|街|大道|"
    r"路口|大路|路(?![上费程边灯人过面线])|巷口|巷子|巷|弄堂|弄|胡同|桥头|桥下|桥|码头|港口|渔港|"
    r"车站|火车站|高铁站|地铁站|地铁口|汽车站|公交站|站台|客运站|机场|服务区|"
    r"收费站|景区|景点|风景区|水库|河边|江边|湖边|海边|河畔|江畔|湖畔|沙滩|海滩|河滩|河段|河道|"
    r"流域|堤坝|大坝|江堤|山上|山脚|山区|后山|森林公园|林场|茶园|果园|农场|大棚|田间|基地|驿站|"
    r"献血屋|献血点|采血点|血站|派出所|公安局|消防站|消防队|消防大队|"
    r"救援站|大院|政府|镇政府|办事处|办证大厅|服务大厅|大厅|大堂|门诊大厅|候诊厅|候车室|候车厅|"
    r"门口|门前|大门|东门|西门|南门|北门|楼下|楼道|空地|院子|院坝|祠堂|宗祠|寺|教堂|戏台|晒谷场|"
    r"晒场|文化礼堂|敬老院|养老院|福利院|幸福院|护理院|康养院|老年公寓|颐养院|"
    r"幸福里|幸福食堂|老年食堂|纪念园|陵园|公墓|墓园|纪念碑|纪念馆|博物馆|文化馆|文化站|文体站|"
    r"综合文化站|科技馆|展览馆|美术馆|体验馆|安全馆|档案馆|国道|省道|县道|高速|高速公路|高速路口|"
    r"隧道|影院|电影院|剧院|酒店|宾馆|饭店|民宿|农家乐|银行|邮局|药房|药店|理发店|"
    r"家里|家中|线上|腾讯会议|云课堂|直播间|会场|训练场|考场|考点|赛场|比赛场地|游泳馆|游泳池|泳池|"
    r"营地|体验基地|书房|书店|书吧|咖啡馆|茶馆|工作室|实训室|实训中心|红十字之家|会员之家|"
    r"志愿者之家|党员之家|儿童之家|之家|妇联|党群服务中心|新时代文明实践站|实践站|实践所|实践中心|"
    r"监狱|戒毒所|看守所|军营|部队|武装部|供电所|税务局|司法所|法院|检察院|教育局|卫健局|民政局|"
    r"交警队|交警大队|车管所|警务站|渡口|岛上|海岛|牧场|草场|毡房|蒙古包|矿区|矿|油田|工区|船上|"
    r"船厂|渔村|片区|安置点|避难场所|避难所|安置房|回迁房|廉租房|棚户区|楼栋|步道|绿道|"
    r"湿地|湿地公园|滨江|江滨|河堤|斑马线|红绿灯路口|校门口|村道|田头|地头|山村|老家|幸福家园|家园|"
    r"庭院|乡镇|县城|城区|市区|老城区|新城|古镇|古城|体校|少年宫|青少年宫|文化宫|工人文化宫|"
    r"儿童公园|农贸市场|批发市场|汽贸城|商贸城|建材城|商城|数码城|小镇|特色小镇|"
    r"总站|分站|电站|水厂|电厂|农机站|气象站|变电站|加油站|环卫所|环卫站|福利中心|残疾人之家|"
    r"托养中心|日照中心|日间照料|托老所|老干部局|活动站|老年大学|电大|开放大学|卫校|护校|医专|"
    r"职业学院|师范|中专|一中|附中|实验学校|职中|职校|高职|成校|成人学校|夜校|家长学校|仓库|库房|"
    r"车库|地下室|停车场|会议厅|宴会厅|会堂|会所|住院部|门诊部|急诊科|病房|病区|应急办|办公室|"
    r"人武部|支行|支队|集团|纺织|机械|电子|化工|制药|建材|物流|服饰|食品|铸造|凉亭|站点|网点|摊位|"
    r"大棚|小店|水塔|篮球架|健身房|健身广场|排练厅|舞蹈室|心灵驿站|骑手驿站|板房|项目部|工程部|"
    r"指挥部|营业部|俱乐部|小卖部|门市部|候车亭|岗亭|值班室|传达室|保安室|警务室|调解室|妇女之家|"
    r"农家书屋|共享厨房|邻里中心|便利店|幼教集团|体检科|检验科|急诊室|[内外儿妇眼]科|医务室|接待室|"
    r"骨科|烧伤科|产科|儿科|血液科|肿瘤科|妇产科|重症室|门诊|书屋|书院|茶室|讲习所|实践基地|中庭|养殖场|屠宰场|木材厂|打谷场|篮球馆|羽毛球馆|舞厅|"
    r"影剧院|大戏台|候诊区|检票口|出站口|进站口|收费口|特殊学校|特教学校|聋哑学校|"
    r"文化长廊|长廊|走廊|连廊|营区|兵营|哨所|边防站|军分区|干休所|光荣院|荣军院|法庭|主干道|干道|公路|滨河路|"
    r"亭子|水站|护士站|导诊台|服务台|咨询台|窗口|温室|鱼塘|粮站|粮库|供销社|邮政所|营业厅|储蓄所|信用社|农商行|分行|"
    r"驾校|修理厂|汽修厂|充电站|停车楼|检查站|执法站|卡口|高速口|高速出口|出入口|出口|入口|口岸|海关|货场|货运站|"
    r"分拣中心|快递站|快递点|站前广场|候船厅|候机楼|航站楼|月台|船坞|船闸|泵站|水闸|水利站|林业站|兽医站|农技站|财政所|"
    r"税务所|国土所|工商所|市监所|残联|团委|工会|总工会|棋牌室|乒乓球室|台球室|网球场|足球场|门球场|溜冰场|滑雪场|"
    r"美容院|美发店|理发室|浴室|澡堂|面馆|餐馆|小吃街|美食街|美食城|奶茶店|蛋糕店|花店|书城|百货|百货大楼|商贸中心|"
    r"茶楼|戏院|剧场|大剧院|音乐厅|音乐教室|美术教室|画室|琴房|录播室|电教室|微机室|机房|实验室|阶梯教室|阶梯会议室|"
    r"队室|辅导室|保健室|校医室|卫生保健室|医务所|校医院|学生公寓|天台|楼顶|屋顶|平台|前台|看台|主席台|舞台|戏楼|牌坊|牌楼|"
    r"榕树下|大榕树下|槐树下|老槐树下|大树下|村史馆|乡贤馆|庙|道观|寺庙|清真寺|妈祖庙|烈士墓|纪念堂|故居|旧址|遗址|"
    r"窑洞|安置区|安置小区|隔离点|接种点|接种门诊|门诊楼|输液室|输液大厅|体检中心|康复科|透析室|妇保院|妇幼保健院|"
    r"疾控中心|急救中心|中队|消防中队|特勤站|孵化园|孵化器|创业园|创业中心|众创空间|写字楼|商务楼|电商园|直播基地|大学城|"
    r"科学城|高新区|经开区|保税区|工业区|厂房|生产线|煤矿|采石场|砖厂|搅拌站|大桥|立交桥|天桥|地下通道|人行道|"
    r"护城河|河滨公园|河岸|江心洲|沙洲|灯塔|水上乐园|漂流基地|游客中心|观景台|索道站|山门|山顶|半山腰|林区|护林站|"
    r"露营地|度假村|度假区|农庄|庄园|山庄|采摘园|花海|苗圃|村公所|公所|村卫生站|卫生站|村小学|教学点|完小|中心校|"
    r"九年一贯制学校|寄宿学校|外国语学校|民办学校|国际学校|托儿所|托育园|托育中心|早教中心|培训学校|培训机构|老年大学|"
    r"老年活动中心|老干部活动中心|妇女儿童中心|文体中心|文体广场|文化广场|市民中心|市民广场|便民中心|便民服务站|政务中心|"
    r"政务大厅|行政服务中心|信访局|公安分局|看护中心|救助管理站|未成年人保护中心|儿童福利院|社会福利院|救援基地|"
    r"应急中心|应急局|消防局|水上派出所|海事处|海事局|航道站|船员之家|渔民之家|渔业站|冷库|物流中心|配送中心|仓储中心|"
    r"印刷厂|纸箱厂|制衣厂|鞋厂|玩具厂|罐头厂|酒厂|茶厂|糖厂|电池厂|水泥厂|钢铁厂|化肥厂|化工园|化工园区|"
    r"建筑工地|项目工地|施工现场|宿舍区|生活区|员工宿舍|职工食堂|员工食堂|第[一二三四五]食堂|篮球场|门球场|塑胶操场|东操场|西操场|"
    r"南操场|北操场|主席台前|国旗台|升旗台|升旗广场|校史馆|体艺馆|艺术中心|艺术馆|科创中心|研学基地|劳动基地|拓展基地|"
    r"训练基地|国防教育基地|党建基地|红色基地|农民公园|口袋公园|体育公园|滨河公园|人民公园|文化公园|儿童乐园|"
    r"步行桥|风雨桥|廊桥|码头边|渡船上|公交车上|地铁站口|小学门口|幼儿园门口|菜场口|菜场门口|商场门口|超市门口|店门口|"
    r"村广场|村文化室|文化室|图书角|图书分馆|城市书房|阅读中心|老年之家|邻里之家|党群中心|党群服务站|党建中心|睦邻中心|"
    r"睦邻点|长者食堂|长者饭堂|长者服务站|颐乐楼|颐乐园|颐康中心|康复医院|中医馆|中医院|骨科医院|眼科医院|口腔医院|儿童医院|"
    r"妇产医院|精神病院|宠物医院|社区医院|镇医院|分院|总院|新院区|院区|住院楼|康复楼|急诊楼|行政楼|实验楼|科技楼|图书楼|"
    r"信息楼|活动楼|公租房|家属院|家属楼|老年小区|老小区|单元门口|架空层|楼道口|小区凉亭|小区广场|中心花园|物业办公室|物业|"
    r"业主之家|居民点|集镇|墟|墟镇|圩|圩镇|早市|年货市场|花市|灯会|庙会现场|展馆|展销中心|农博园|牧民点|定居点|苏木|嘎查|"
    r"桥洞|涵洞|桥底|桥底下|地下道|屋檐下|骑楼|村小(?!组)|镇小|镇中(?!心)|乡中(?!心)|附小|附中|县中|泄洪区|蓄洪区|养护院|看护院|颐养院|安养院|"
    r"场部|院部|厂部|矿部|校部|聋校|盲校|聋哑校|培智学校|启智学校|枢纽|换乘中心|集散中心|游船码头|"
    r"早市口|菜市口|夜市口|桥口|弄堂口|胡同口|园口|德育处|教务处|政教处|总务处|学生处|团建室|队部|村史室|议事厅|议事亭|图书角|读书角|阅读角|"
    r"城门口?|古城墙?|老城墙|城墙|碉楼|戏园|工棚|车站广场|站房|货栈|瓜棚|凉棚|机耕道|水渠边|渠边|塘边|井边|田埂|山坳|山口|垭口|隘口|关口"
)
_AREA = (
    r"(?<=家)[坳湾沟坪冲塆垸畈岗洼塘寨庄堡铺店营屯坝堰嘴咀垭桥坊埠岭坡窑院垴峪渡圩埭浜]|"
    r"街道|社区(?!卫生服务|工作者|干部|居民|志愿|矫正|医|工|党|群|老|学生)|行政村|自然村|"
    r"村(?![民干医口头部委中里])|镇(?!政府|卫生|上)|乡(?![镇亲村])|县(?!城)|新区|社|屯|寨|坪|湾|岭|"
    r"沟|坝|堤|坊|岛|校(?![长园医服友车内外])|院(?![长士子坝])|馆|站(?![长岗])|厅|室|"
    r"楼(?![长道下])|园|场(?![次面景合])|所(?![有以在])|店|(?:服务|安置|体验|宣传|接种|集合|集中|"
    r"义诊|咨询|护林|值守|发放|急救|救护|活动|监测|代办|便民|留观|采样|检测|联络)点"
)
_FLOOR = (
    r"(?:前面|后面|外面|里面|旁边|边上|侧边|一侧|两侧|门边|门厅|一角|角落|"
    r"[一二三四五六七八九十\d]{1,4}(?:号楼|号教室|号会议室|号厅|号门|号院|栋|幢|单元|楼|层|室|"
    r"号|会议室|教室)|[A-Za-z甲乙丙]座|[a-z\\d]区|负[一二]楼|地下一层|大楼|[东西南北]侧|[东西南北]门|旁边?|对面|附近|门口|门前|门外|"
    r"楼下|前(?=[,，。]|$)|内|里|外|大厅|大堂|会议室|报告厅|多功能厅|活动室|教室|操场|广场|食堂|"
    r"院子里?|空地|大院|礼堂|中庭|走廊|礼堂里|会场|阅览室|图书馆|体育馆|球场|花园|小广场|门诊楼|"
    r"住院部|急诊科|[内外儿妇眼骨产]科|血液科|肿瘤科|烧伤科|老年活动室|文化礼堂|树下|路口|沿线)"
)


def _longest_first(alternatives: str) -> str:
    """The same alternatives in the order in which a longer name is tried before one that it begins with."""
    parts, depth, start = [], 0, 0
    for place, c in enumerate(alternatives):
        depth += (c in "([") - (c in ")]")
        if c == "|" and depth == 0:
            parts.append(alternatives[start:place])
            start = place + 1
    parts.append(alternatives[start:])
    return "|".join(sorted(parts, key=lambda part: len(re.sub(r"\(.*?\)|\[.*?\]", "", part)), reverse=True))


_NAMES = _longest_first(f"{_FACILITY}|{_AREA}")
_END = re.compile(rf"(?:{_NAMES})(?:的)?(?:{_FLOOR})*")
_WHOLE = re.compile(
    rf"(?:在|于|地点)?(?P<place>[\u3400-\u9fffA-Za-z0-9·#\-]{{0,16}}?(?:{_NAMES})(?:的)?(?:{_FLOOR})"
    rf"*(?:(?<=楼)\d{{3,4}})?|(?:(?!到|至)[\u3400-\u9fff]){{1,8}}(?:[一二三四五六七八九十\d]{{1,4}}(?:号楼|楼|层|室|"
    rf"会议室)(?:\d{{2,4}}(?:室|教室)?)?))(?:里|内|"
    rf"中)?$"
)
_RUN = r"[\u3400-\u9fffA-Za-z0-9·•#\-“”\"]"
# Words of places that hold a verb within.
_KEPT = re.compile(
    r"服务(?:中心|站|点|大厅|区|所|部|队|社)|会议室|教室|教学楼|教育(?:局|基地|馆|学院|中心|学校)|"
    r"宣传栏|培训(?:中心|基地|室|学校|教室|楼)|活动(?:中心|室|站|场|基地)|体验(?:馆|中心|基地|室|"
    r"店)|演播厅|救助站|救护(?:站|培训)|救援(?:站|队|基地|中心)|"
    r"讲堂|采血(?:点|车|站)|献血(?:屋|点|车|站|服务)|理发店|学习(?:中心|室|点)|体检中心|"
    r"发展(?:中心|局|大厦)|开发区|有限公司|对面|[职幼助宗党文科]教|安全(?:应急|教育|生产|消防)?(?:体验|教育)?(?:馆|基地)|应急(?:安全|消防)(?:体验)?馆|广播(?:站|室|局)|和平|和谐|和[睦美顺]|为民|向阳|"
    r"向[东西南北]|出口|入口|走廊|跑道|给水|演练(?:场|基地)|实训|训练(?:场|基地|中心|馆)|"
    r"上[\u3400-\u9fff]{1,2}(?:村|社区|镇)|"
    r"大会堂|展览馆|图书馆|放映厅|排练(?:厅|室)|健身|发电厂|就业|创业|救灾|办证|办公|办事处|出租|"
    r"联合(?:村|社区|国)|义诊点|测试|检测|观[音山澜]|[水海山船路街网线楼岛]上|同心|共建|共和|包装|"
    r"包头|种子|种植|移动|电信|巡防|看守|清[河水风华泉]|捐献(?:中心|站|纪念)|采集(?:医院|点|站|中心|室)|遗体捐献|器官捐献|"
    r"红十字会|红会|红十字(?:纪念馆|展厅|展馆|文化|救护|会)|社区矫正|农药|残疾人朋友|志愿者(?:之家|"
    r"驿站|服务站|广场)|志愿服务(?:站|中心|点|广场|驿站)|学生(?:公寓|宿舍|食堂|活动中心)|居民(?:区|"
    r"楼|小区)|村民(?:中心|活动|文化|广场|服务)|大家[园庭]|职工(?:之家|活动|食堂|服务)|会员之家|"
    r"老年人(?:日间|活动|服务)|老人(?:公寓|活动)|儿童(?:之家|乐园|公园|医院|福利)|青少年(?:宫|"
    r"活动)|党员(?:之家|活动)|妇女儿童|残疾人(?:之家|服务|活动)|将军|就餐|都市|首都|于家|"
    r"会议中心|会展中心|会议厅|模拟法庭|公安|体检中心|教师(?:之家|发展|进修)|给排水|便民(?:中心|服务)|政务|医养中心|庆丰|庆[一-龥]{1,2}(?:村|社区|镇|路|街)|"
    r"送子|向日葵|对岸|对门|为群|迎[宾春晖]|听涛|观景|观湖|看台|展销|分享吧|交警|巡特警|巡逻|测绘|检验科|检查站|登山步道|播音室|"
    r"红十字(?:会)?(?:备灾|仓库|博爱|学校|小学|服务|急救|生命)|急诊|急救科|应急局|应急办|消防[局中]|接种(?:点|门诊)|共享|学府|学苑|学堂|学海|练江|练塘|"
    r"健康(?:小屋|驿站|公园|主题公园|步道|中心)|急救(?:中心|站)|消防(?:站|队|大队|中队|救援站|"
    r"主题公园|体验馆)|应急(?:广场|避难|中心|管理|体验|指挥)|红十字(?:广场|公园|驿站|之家|救护站|"
    r"书屋|医院|主题公园)|防灾(?:减灾)?(?:公园|体验馆|馆)|大会堂|交流中心|老师傅|展(?:厅|馆|示馆|"
    r"示厅)|地震(?:馆|局|体验馆|遗址)|普及站"
)
_ACT = re.compile(
    r"开展|举办|举行|组织|进行|召开|承办|主办|协办|为|给|向|对|跟|和|与|陪|帮|做|搞|办|讲|上了|"
    r"上(?=[\u3400-\u9fff]{0,6}课)|教(?!师|育|学楼|工|授|堂|研|委)|摆|设立|设了|设点|设置|参加|参与|宣传|宣讲|慰问|培训|演练|"
    r"演示|义诊|献血|集中|集合|免费|捡|清扫|清理|清除|打扫|维持|值守|值勤|执勤|站岗|发放|发了|"
    r"发(?=[放传宣资折给单\d]|纪念|礼|慰|奖|急)|分发|派发|接受|观看|"
    r"学习|学急救|练习|练|听|开[了着](?:一|个|场)?|开(?=[\u3400-\u9fff]{0,8}(?:会|课|班))|看望|"
    r"走访|理发|测|量|采集|采样|采了|献|送|劝导|引导|服务|救|搜|营救|打捞|转移|疏散|种|植树|巡|"
    r"包饺|包粽|剪|聊|唱|联合|如期|正式|顺利|圆满|成功|隆重|热闹|火热|启动|开班|开课|开营|结束|"
    r"落幕|"
    r"我们|咱们|大家|志愿者|居民|村民|学生|老师|医生|护士|老人|会员|职工|员工|党员|有(?=\d|"
    r"[一二三四五六七八九十百]|个|人|位|许多|不少|近|约|数)|共|来了|到了|吸引|近(?=\d)|约|通过|"
    r"利用|就|又|都|将|拟|计划|[了着](?!名)|吃|被|发生|落水|溺水|加固|抢修|抽水|救火|排水|抢通|"
    r"展览(?!馆|中心|厅)|走进|进(?=校园|社区|商场|企业|农村|军营|机关|工地|家庭|课堂|网格|乡村)|"
    r"抢险|巡查|检查|翻车|突发|灭火|挂|布置|手把手|模拟|互动|募捐|捐|义卖|义剪|表演|放了|播|"
    r"车祸|追尾|山火|火灾|事故|过生日|庆|迎|普及|推广|介绍|展示|展出|分享|交流|体验|竞赛|比赛|"
    r"考(?![点场])|测试|录制|签名|签订|登记|咨询|开(?=放日)|急救|aed|cpr|应急|救护|健康|红十字|"
    r"防灾|反诈|防诈|防骗|普法|无偿|造血|遗体|高血压|心肺|消防|地震|座谈|联欢|茶话|大会|会议|讲座|"
    r"的(?=[\u3400-\u9fff]{0,6}(?:活动|培训|讲座|老人|学生|居民))|用(?=[\u3400-\u9fff])|把|让|请|"
    r"邀请|由|进(?=行)|搭|支(?!部|队|行)|拉起|拉横|起火|着火|失火|坍塌|倒塌|一处|以(?!东|西|南|北)|已经|刚|正在|，|"
    r"(?<=[里内上])[做忙干活搞]"
)
_NO_PLACE = re.compile(
    r"^(?:活动|培训|课上|讲座|演练|会议|会上|比赛|过程|期间|这|那|此|其|指导|带领|支持|帮助|努力|"
    r"配合|组织|老师|医生|专家|志愿者|今|昨|明|校生|校学生|校师生|职(?![校高专中]|业(?:学|技|高|中)|教中心|工之家)|册|岗|行动|身边|眼前|心|路上|"
    r"于|场的|一起|全[国省市县镇村校](?!操场)|社会|工作|生活|我们?(?=[,，]|$)|大家|他|她|你|"
    r"党(?!校|群|建|史|员之家|员活动)|政府的|领导|县红|市红|区红|省红|上级|疫情|危急|关键|急救|救护|健康|平时|以后|之后|之前|前(?![进街门河山村塘洲坪沿岸海程])|"
    r"后(?![街山河村塘坪巷勤湖])|下一步|接下来|下雨|现场|上午|下午|晚上|中午|早上|周|星期|春(?![晖晓光风江蕾苗雨园华秀和申])|夏(?![家村河庄港])|秋(?![水林月实])|冬天|节日|\d|"
    r"[一二三四五六七八九十]+(?:点|个|时|天|名|位|分|次)|\x01|家的|家休|家自|场|座|内的|线学|读|建(?![材设国华军新])|"
    r"编|逃|高(?![铁速新中级校架桥岭坪坎塘])|不|没|我心|人(?!民)|日常|全体|教练|讲师|班主任|家长|孩子|各|多|有|旁|里(?![仁弄洋湖塘])|外(?![国滩语贸经])|中(?![山心学医华兴原和央铁建庭国村共])|上(?![\u3400-\u9fff]{1,3}(?:村|镇|社区|乡|街|路))|下(?![\u3400-\u9fff]{1,3}(?:村|镇|社区|乡|街|路))|需要|"
    r"困难|危险|遇|水中|火场|灾|地震|突发|自己|他们|实际|红十字会成立|实践中|互动)"
)
_NO_PLACE_IN = re.compile(
    r"指导下?|支持下|带领下|见证下|帮助下|期间|之际|之下|过程|活动中(?!心)|培训中(?!心)|指引下|"
    r"号召下|陪同下|配合下|[\x01]|联合|下$|前提|基础上|背景|时候|时$"
)
_GENERIC = re.compile(
    r"^(?:了|到)?(?:校园|社区|企业|农村|机关|家庭|课堂|乡村|网格|学校|商场|农户|基层|一线|万家|"
    r"千家万户|村|村庄|村里|街头|街头巷尾|田间地头|军营|工地|景区|村社|村居|班级|寺庙|寺院|道观|看守所|戒毒所|监狱|茶楼|酒店|宾馆|商圈|工厂|镇村|"
    r"大山|山村|村寨|山寨|山乡|乡村学校|渔村|牧区|高校|大学|中小学|厂矿|车间|楼宇|夜市|大集|集市|警营|站台|写字楼|市场|家门|幼儿园|小学|中学|企事业单位|机关单位|单位|连队|项目部|村组|村居|网点|门店|商铺|商户|工厂|厂区|宿舍|山区|群众|居民家|老人家|困难家庭|寻常百姓家|楼栋|园区|学堂|广场|公园|军营|乡镇|小区)$"
)
# What lies in the land: only where it stands by itself, 石壁山, 清水潭.
_LAND = re.compile(
    r"(?![净护巡看爬登上下游过跨走翻沿绕大小出跑])[\u3400-\u9fff]{1,5}(?:山|河|湖|江|溪|潭|岛|湾|"
    r"滩|坡|沟|峰|谷|洞|岩|塘|港|渠|堤|海|岸|林|院|校|店|坊|亭|库|阁|轩|苑|寨|屯|墟|圩|庄|城|巷|桥|渡|埠|坳|垭|"
    r"(?<!一)堂|(?<!平)台|馆|楼|园|站|厅|棚|廊)(?:脚下|顶|边|下|上|里|旁)?"
)
_SHELL = re.compile(rf"(?:{_longest_first(_FACILITY)})")
_LABEL = re.compile(
    rf"(?:活动|培训|演练|举办|集合|培训)?(?:地点|地址|场地|位置)(?:在|是|为|设在|定在|选在|安排在|:|"
    rf"\s|就)*(?P<run>{_RUN}[^,，。;；\n!?、\x01]{{0,30}})"
)
_MOVED = re.compile(rf"(?:改|换|移|挪|转|搬)(?:在|到|至|成|为)了?(?P<run>{_RUN}{{2,30}})")
_AT = re.compile(
    rf"(?<![现正存实旨内潜贵重意救自好不就都])(?<![^出生务究管法电]所)(?:(?:设|摆|定|放|安排|选|开|"
    rf"办|建|驻|聚|停|搭|布置|"
    rf"集合|集中|位|住)?在|位于|设于|设点于|深入到)(?P<run>{_RUN}{{2,34}})"
)
_AT_PLAIN = re.compile(rf"(?:正|就|都)在(?P<run>{_RUN}{{2,34}})")
_TO = re.compile(
    rf"(?:(?<![感受学得达收接看听遇想做直找拿领等忙搞讲请来邀召送])到(?![了场会位岗来期底\d])|"
    rf"(?<![送上过下出进寄捐失除])去(?:了一?趟|过)?(?![了年世])|(?:跑|来|到)了?一?趟|前往|赶往|赶赴|奔赴|赴|来到|走进|走入|深入|进驻|"
    rf"开进|开到|驶入|驶进|抵达|到达|赶到|送到|跑到|带到|请到|搬到|拉到|约在|停(?:在|到)?(?![水电课工止留])|参观了?|逛了?|游了?|游览|"
    rf"(?<![走推挺引改促前先])进了?(?!行|入|一步|会|修|货|步|站)|入驻|(?<![加收进录])入(?!户|会|库|"
    rf"队|党|伙|选|围))(?P<run>{_RUN}{{2,30}})"
)
_AT_WRITTEN = re.compile(rf"于(?P<run>{_RUN}{{2,24}}?)(?=举行|举办|开展|召开|进行|集合|开班)")
_PUBLIC = re.compile(
    r"(?P<left>[\u3400-\u9fff]{0,5}?)(?P<place>公园|广场|国道|省道|高速|河边|江边|海边|水库|车站|"
    r"码头|景区|路口|菜场|菜市场|集市|夜市|养老院|敬老院|福利院|幸福院|护理院|老年公寓|"
    r"日间照料中心|照料中心|文化礼堂|礼堂|会议室|操场|体育馆|报告厅|"
    r"活动室|献血屋|村口|校门口|小区门口|陵园|纪念园|滨江|堤坝|河道|江滩|沙滩|海滩|河滩|湿地|绿地|"
    r"楼道|居家养老服务中心|"
    r"养老中心|工地|菜市口|村委会|居委会|公交站|地铁口|高铁站|火车站|街头|老街|步行街|社区活动中心|"
    r"党群服务中心|文化站|图书馆|门诊大厅|食堂)(?![老居]?人?[员工]?会员)"
)
_LEFT_STOP = re.compile(
    r".*[的了在到去陪给为和与扫理净捡问望护看访进入走救洁修送从于对向往清巡查化种、,，。;\s\x01是用将"
    r"把：:）)”\"织着过来加]|.*(?:走进|来到|晚上|上午|下午|中午|早上|傍晚|陪伴|志愿者|居民|村民|开展|进行|卫生)"
)
_ORG = re.compile(
    r"(?P<org>[\u3400-\u9fffA-Za-z0-9]{2,20}?(?:红十字会|红会|红十字(?:救护站|救援队|救护队|"
    r"应急救援队|志愿服务队|服务站|工作站|志愿者协会|分会|小组|团体会员单位)))(?!法|的?(?:指导|"
    r"支持|领导|安排|部署|要求|统一|号召|通知|帮助|老师|专家|师资|派|下拨|拨付|工作人员来|来人)|"
    r"会员|员(?!工)|知识|精神|文化|标志|历史|成立)"
)
_ORG_LEAD = re.compile(
    r"^.*(?:在|由|为|给|向|和|与|及|我们|咱们|的|是|从|到|联合|会同|邀请|请|协助|配合|报|代|替|天|"
    r"日|号|上午|下午|晚上|[\x01])(?=[\u3400-\u9fff]{2,})"
)
_ORG_NOT = re.compile(
    r"(?:联合|会同|与|和|邀请|请|向|给|在|由|经|受|从|参加|参观|替|代表|为|到|去|来自|协助|配合|对|加入)$"
)
_OURS = re.compile(
    r"(?:我们|咱们|咱|俺们|俺|本|我)(?:社区|村里?|镇里?|乡里?|街道|学校|校|医院|院(?!子)|厂里?|"
    r"公司|单位|小区|红十字会|红会|基层红会|支部|班级|中心)(?:红十字会|红会)?"
)
_SUBJECT = re.compile(rf"(?:^|[,，。;；:：\n\s\x01）)])(?P<run>{_RUN}{{2,26}})")
_ACTS_NEXT = re.compile(
    r"^(?!红十字会|红会)(?:红十字)?(?:今|昨|又|也|刚|已|还|就|正式|联合|会同|携手|与|和|上了|上|举办|开展|举行|"
    r"组织|搞|办|开|做|召开|进行|给|为|向|请|邀请|的?(?:志愿者|居民|村民|老人|学生)|有|在|来了|"
    r"一处|一民房|一居民楼|起火|着火|失火|坍塌|发生|摆|挂|设|\x01|集中|急救|救护|健康|防|消防|义诊|献血|应急|红十字|慰问|走访|会员|无偿|地震|演练|培训|讲|"
    r"护学|护苗|[\u3400-\u9fff]{1,3}课|队日|团日|班会|整理|收拾|维修|修|擦|扫|拔|铲|发(?=[防宣传单折红])|[\u3400-\u9fff]{0,4}(?:塌|倒了|漏气|被淹|淹了|内涝|进水|停电|山火|滑坡|翻了|走丢|走失|失踪|着火|起火)|"
    r"参观|观摩|观看|游览|教|宣传|清|志愿|发放|迎|庆|遗体|造)"
)
_NOT_SUBJECT = re.compile(
    r"^(?:我|咱|俺|本|全|各|这|那|某|每|多|几|一(?![小中])|两|志愿|红十字|红会|会员|今|昨|明|上(?!庄|林|海|"
    r"城|塘|坪)|下(?!庄|沙|坪|塘)|组织|开展|举办|为|给|在|到|去|走进|清[扫理洁]|慰问|走访|看望|陪|"
    r"帮|送|救|搜|参加|培训|急救|健康|防|宣传|联合|共|有|来(?=了|到|自|上|我|的|看|听|参)|现场|"
    r"其中|分|请|发|时间|地点|主题|由|从|带|和|与|对|把|将|做|搞|向|义诊|服务|关爱|捐|助|资助|救助|"
    r"献|学|讲|教|迎|庆|交通|文明|社区里|村里|镇里|因|受|据|报|补|无偿|入户|进|深入|前往|消防|应急|"
    r"地震|居民|村民|学生|师生|打扫|捡|植|巡|除|扫|铲|维护|维持|协助)"
)
_LEAD = re.compile(
    r"^(?:的|了|参观了?|游览|考察|观摩|我们?|咱们?|俺们?|本|地?[的]|那边的?|(?:辖区|村里|镇上|社区里|附近)的?(?=[\u3400-\u9fff]{2,}))"
)
_TRIM = re.compile(
    r"(?:里面|里头|里边|当中|里|内|中(?<!一中|二中|三中|四中|五中|[高初]中)|的|举|开|又|也|现场|处|"
    r"那边|那里|这边|这里|那儿)+$"
)
# 蛋糕3层, 书架五层
_NOT_FLOORS = re.compile(r"(?:蛋糕|书架|货架|抽屉|馒头|蒸笼|床铺|口罩|纱布)[\d一二两三四五六七八九十]{1,2}层$")
# 转移河西村群众: where those live who are helped.
_OF_THOSE = re.compile(
    r"(?:转移|疏散|安置|慰问|走访|救助|帮扶|看望|探望|组织|协助|帮助|关爱|资助|给|为|向)了?"
    r"(?P<place>[\u3400-\u9fff]{2,7}?(?:村|社区|镇|乡|小区|街道|寨|屯|敬老院|养老院|福利院|小学|中学|幼儿园))的?"
    r"(?=群众|村民|居民|老人|困难|贫困|受灾|低保|特困|残疾|孤寡|留守|学生|师生|孩子|儿童|\d|[一二三四五六七八九十]+户)"
)
# 护士站前面摆的台
# 给铸造厂工人讲包扎; 花鸟市场摊主12人: where those belong who are taught or counted.
_BELONG = (
    r"(?:学员|学生|师生|学子|新生|同学|职工|员工|工人|工友|老师|教师|教职工|干警|民警|辅警|战士|官兵|居民|村民|老人|长者|保安|"
    r"孩子|娃|儿童|小朋友|家长|司机|护士|护工|医护|商户|业主|群众|党员|干部|僧人|住户|租户|摊主|商贩|摊贩|店员|服务员|营业员|站务员|住院患者|患者|旅客|务工人员|夜班|早班|晚班|白班|中班|班组|全体|前台|后厨|一线)"
)
_TAUGHT = re.compile(
    rf"(?:给|为|向|对|帮|教)了?(?P<place>[\u3400-\u9fff]{{0,8}}?(?:{_NAMES}))的?"
    rf"(?={_BELONG}|[\u3400-\u9fff]{{1,3}}(?:们|[生手姐哥嫂娘工员](?!会))|讲|教|送|捐|发(?!现|生)|上[了课]?|做[了培讲]?|开[了课]|培训)"
)
_COUNTED = re.compile(
    rf"(?:^|[,，。;；\n\s\x01:])(?P<place>[\u3400-\u9fff]{{1,12}}?(?:{_NAMES}))的?(?={_BELONG}(?:们|代表|共|约|一共|有|总共|近)*[\d一二两三四五六七八九十百])"
)
_ELSEWHERE = re.compile(
    r"^(?:附近|周边|周围|各|全|本|辖区|所在|每|多|某|邻近|沿线|几|[一二两三四五六七八九十]+[个所家]|部分|外地|外来|城[区镇]|农村|乡村|当地|"
    r"其他|别的|不同|参加|来自|邀请|组织|我|咱|俺|该|社会|中小|大中|基层|退休|流动|吸引|有|共|惠及|服务|受益)"
)
# 我们3号食堂搞培训, 咱村广场放电影: a place of ours, told by what is done there.
_OUR_PLACE = re.compile(
    r"(?:^|[,，。;；:\n\s\x01])(?:我们|咱们?|俺们?|我)(?P<place>[\u3400-\u9fff\d]{0,8}?(?:广场|食堂|会议室|活动室|车间|教室|操场|礼堂|村口|路口|门口|"
    r"文化站|祠堂|大院|球场|晒场|戏台|大厅|图书室|阅览室|报告厅|多功能厅|体育馆|宿舍楼?|仓库|院子))(?:里|上|前)?(?=(?:今|昨|又|也|刚)?(?:天|儿)?(?:搞|办|开|做|上|教|讲|放|摆|支|搭|有|"
    r"组织|举行|举办|来了|练|演|献|义诊|培训|\x01))"
)
# 红会办公室接待学生
_OF_THE_BRANCH = re.compile(
    r"(?P<place>(?:[省市县区镇村]|我们|咱们?)?(?:红十字会|红会)的?(?:大|小)?(?:办公室|会议室|活动室|大厅|培训室|培训教室|展厅|院子|院里|仓库|教室|楼下|门口|[一二三四五六七八九]楼))"
)
# 从滑坡点撤回
_FROM = re.compile(rf"从(?P<run>{_RUN}{{2,16}}?)(?=撤|回来|返回|归来|收队|赶回|出来|救出|转移|接出|抬出|背出|解救)")
_BEGINS = re.compile(
    rf"(?:^|[,，。;；:!\n\s\x01])(?P<place>[\u3400-\u9fff]{{0,6}}?(?:{_longest_first(_FACILITY)})(?:{_FLOOR})*)(?!的?红十字|红会)"
)
_STALL = re.compile(
    rf"(?:^|[,，。;；\n\s\x01])在?(?P<run>{_RUN}{{2,14}}?)(?:摆|设|支|搭|布|架)(?:了|的|起|着|好|出)*(?:一?[个张处])?(?:台|摊|点|桌|展|棚|咨询|服务|展板|帐篷)"
)
_LONGEST = 24
_UNIT = re.compile(
    r"(?:街道|社区|村|镇|乡|小学|中学|高中|初中|大学|学院|学校|幼儿园|医院|卫生院|公司|厂|集团|"
    r"[一二三四五六七八九十实附镇][小中])$"
)
_PERIOD = re.compile(r"(?:一早|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜里|夜间|凌晨)(?:在|到|去)?")
_ROOM = re.compile(r"[一二三四五六七八九十\d](?:号楼|楼|层|室)\d{2,4}$")
_ANY_UNIT = re.compile(r"小学|中学|高中|初中|大学|学院|学校|幼儿园|医院|卫生院|公司|工厂|社区|街道|集团")
_ANY_POST = re.compile(r"(?:献血|采血|服务|咨询|宣传|义诊|救护|急救|值守|便民|爱心)(?:点|站|岗|车|摊)")
_DISTRICT = re.compile(r"(?:街道|社区|村|镇|乡|县|区)$")


@dataclass(frozen=True)
class Where:
    """A place and where it stands; `sure` False where the name of it was only found among other words."""

    at: tuple[int, int]
    sure: bool = True


def read_org(text: str) -> tuple[int, int] | None:
    """Where a folded text says who did it: a branch by name, or 我们社区; None when it does not."""
    for match in _ORG.finditer(text):
        start, end = match.span("org")
        lead = _ORG_LEAD.match(text[start:end])
        if lead and end - start - lead.end() > 3:
            start += lead.end()
        if not _ORG_NOT.search(text[max(0, start - 4) : start]):
            return start, end
    ours = _OURS.search(text)
    if ours:
        return ours.span()
    return next(
        (
            one.at
            for one in _subjects(text)
            if _UNIT.search(name := text[slice(*one.at)]) and not _ANY_UNIT.fullmatch(name)
        ),
        None,
    )


def read_place(text: str, org: tuple[int, int] | None) -> Where | None:
    """Where a folded text says the activity was. `org` is where it says who did it."""
    for candidates in (
        _labelled(text),
        _moved(text),
        _stalls(text),
        _ats(text, True),
        _tos(text),
        _alone(text, org),
        _written(text),
    ):
        for found in candidates:
            if not _is_org(text, found, org):
                return found
    for candidates in (
        _subjects(text),
        _of_those(text),
        _belonging(text),
        _our_places(text),
        _ats(text, False),
        _public(text),
        _froms(text),
        _begins(text),
    ):
        for found in candidates:
            if not _is_org(text, found, org) or candidates is None:
                return found
    branch = _OF_THE_BRANCH.search(text)
    return Where(branch.span("place"), False) if branch else _org_as_place(text, org)


def _is_org(text: str, found: Where, org: tuple[int, int] | None) -> bool:
    said = text[slice(*found.at)]
    return bool(re.search(r"(?:红十字会|红会)$", said)) or (
        org is not None and found.at == org and bool(re.match(r"我|咱|俺|本", said) or "红十字" in said)
    )


def _org_as_place(text: str, org: tuple[int, int] | None) -> Where | None:
    """A unit that is named as who did it, where no other place is said, is where it was: 三小上急救课."""
    if org is None:
        return None
    said = text[slice(*org)]
    if re.match(r"我|咱|俺|本", said) or re.search(r"红十字|红会", said):
        return None
    return Where(org, False)


# --- ways to say a place ---------------------------------------------------------------------------------------------


def _labelled(text: str) -> Iterator[Where]:
    for match in _LABEL.finditer(text):
        run = match["run"].rstrip()
        bare = re.search(r"[地场位][点址地置]$", match.group()[: -len(match["run"])])
        if bare and not re.fullmatch(rf"(?:.{{0,10}}(?:{_NAMES})|.{{1,8}}?{_FLOOR})(?:{_FLOOR})*", run):
            continue
        cut = re.search(r"\s|(?:时间|人数|参加|主题|内容|时长|志愿者|对象)", run)
        end = match.start("run") + (cut.start() if cut and cut.start() > 1 else len(run))
        yield _trimmed(text, match.start("run"), end)


def _moved(text: str) -> Iterator[Where]:
    for match in _MOVED.finditer(text):
        if found := _cut(text, match.span("run"), True):
            yield found


def _ats(text: str, ends_like_a_place: bool) -> Iterator[Where]:
    found = [match for pattern in (_AT, _AT_PLAIN) for match in pattern.finditer(text)]
    for match in sorted(found, key=lambda one: one.start()):
        if _NO_PLACE.match(match["run"]) and not re.match(
            r"(?:各|多|全|不|家)[^,]{0,3}(?:路口|村|小区|社区|点|里|中)", match["run"]
        ):
            continue
        if place := _cut(text, match.span("run"), ends_like_a_place):
            yield place
        nested = re.search(r"(?<=.)在", match["run"])
        if nested and (place := _cut(text, (match.start("run") + nested.end(), match.end("run")), ends_like_a_place)):
            yield place


def _tos(text: str) -> Iterator[Where]:
    for match in _TO.finditer(text):
        if _NO_PLACE.match(match["run"]):
            continue
        found = _cut(text, match.span("run"), True)
        if (found and not _GENERIC.match(text[slice(*found.at)])) or (
            found
            and not re.search(r"[进入]了?$", match.group()[: -len(match["run"])])
            and len(text[slice(*found.at)]) > 1
        ):
            yield found


def _written(text: str) -> Iterator[Where]:
    for match in _AT_WRITTEN.finditer(text):
        if found := _cut(text, match.span("run"), True):
            yield found


def _alone(text: str, org: tuple[int, int] | None) -> Iterator[Where]:
    """A place between two marks, with nothing else: …，校医院，…"""
    pieces = [
        (match.start(), match.end())
        for match in re.finditer(r"[^,，。;；、\n:：\s\x01()（）!?/|+]+", text)
        if 2 <= len(match.group()) <= _LONGEST
    ]
    # The first piece is rather who reports than where, when another follows; a house is rather where than a district.
    order = sorted(
        pieces,
        key=lambda piece: (
            bool(_DISTRICT.search(text[slice(*piece)]) or _ANY_POST.fullmatch(text[slice(*piece)])),
            piece[0] == 0,
        ),
    )
    for start, end in order:
        whole = _WHOLE.fullmatch(text[start:end])
        if whole is None:
            said = text[start:end]
            if (
                _LAND.fullmatch(said)
                and not re.search(r"[在去到来往至从]", said[:-1])
                and not _ACT.search(_shadow(text[start:end]))
            ):
                yield Where((start, end))
            continue
        place = whole["place"]
        if re.search(r"(?:红会|红十字会)[+、和与/]$", text[:start]):
            continue  # who does it together with us
        if _NOT_FLOORS.search(place):
            continue
        shadow = _shadow(place)
        act = _ACT.search(shadow)
        if (
            (act and not (_ROOM.search(place) and len(act.group()) == 1))
            or _NO_PLACE_IN.search(place)
            or re.search(
                r"红十字会$|红会$|活动$|^(?:讲|上|下)课|[一二三四五六七八九十\d][个支]|(?:大|小|微)(?:讲堂|"
                r"课堂)$|楼到",
                place,
            )
        ):
            continue
        if re.search(
            (
                r"(?:专|现|全|首|[\d一二两三四五六七八九十]|登|退|入|(?<!派)出|到|开|收|主|各|本|我)(?:场|园|"
                r"院|校|店|站|室|厅|馆|社|所|村|镇)$"
            ),
            place,
        ):
            continue
        if re.fullmatch(
            (
                r"(?:全|本|各|多|几|\d+|[一二两三四五六七八九十]+)[个所家座处]?(?:社区|村|乡|镇|街道|场|组|站|点|所|院|"
                r"室|馆|店|园|厂|学校|小学)(?:里|内)?"
            ),
            place,
        ):
            continue
        at = start + whole.start("place")
        yield _trimmed(text, at, at + len(place))


def _subjects(text: str) -> Iterator[Where]:
    """A place that begins a clause and does something: 三小上了一堂急救课."""
    for match in _SUBJECT.finditer(text):
        run = match["run"]
        if _NOT_SUBJECT.match(run):
            continue
        start = match.start("run")
        shadow = _shadow(run)
        act = _ACT.search(shadow, 2)
        limit = act.start() if act else len(run)
        best = None
        for end in _END.finditer(run):
            if end.end() <= limit and end.end() >= 2:
                best = end.end()
        if best is None or re.match(r"红十字会|红会", run[best:]) or "红十字" in run[:best] or "红会" in run[:best]:
            continue
        if re.fullmatch(r"(?:社区|小区|街道)", run[:best]):
            continue
        rest = text[start + best : start + best + 8]
        if (_ACTS_NEXT.match(rest) or (act and act.start() == best)) and not re.match(
            r"的?(?:老师|居民|村民|学生|干部|党员)?(?:家|工作)", rest
        ):
            yield _trimmed(text, start, start + best)


def _stalls(text: str) -> Iterator[Where]:
    for match in _STALL.finditer(text):
        if (
            not re.search(r"[去到来往帮]", match["run"])
            and not _NO_PLACE.match(match["run"])
            and (found := _cut(text, match.span("run"), True))
        ):
            yield found


def _of_those(text: str) -> Iterator[Where]:
    for match in _OF_THOSE.finditer(text):
        if not _GENERIC.match(match["place"]) and not _NO_PLACE.match(match["place"]):
            yield _trimmed(text, *match.span("place"), sure=False)


def _belonging(text: str) -> Iterator[Where]:
    for pattern in (_TAUGHT, _COUNTED):
        for match in pattern.finditer(text):
            said = match["place"]
            if _ELSEWHERE.match(said) or _NO_PLACE.match(said) or _ACT.search(_shadow(said)):
                continue
            if pattern is _COUNTED and re.fullmatch(_NAMES, said):
                continue  # 社区居民37人 says who, not where
            yield _trimmed(text, *match.span("place"), sure=False)


def _our_places(text: str) -> Iterator[Where]:
    for match in _OUR_PLACE.finditer(text):
        if not _ACT.search(_shadow(match["place"])):
            yield _trimmed(text, *match.span("place"), sure=False)


def _froms(text: str) -> Iterator[Where]:
    for match in _FROM.finditer(text):
        if found := _cut(text, match.span("run"), True):
            yield found


def _begins(text: str) -> Iterator[Where]:
    """The name of a house that begins a clause, whatever follows: 幼儿园小班中班大班, 25、27个娃."""
    for match in _BEGINS.finditer(text):
        said = match["place"]
        if not (
            _NOT_SUBJECT.match(said) or _ELSEWHERE.match(said) or _GENERIC.fullmatch(said) or _ACT.search(_shadow(said))
        ):
            yield _trimmed(text, *match.span("place"), sure=False)


def _public(text: str) -> Iterator[Where]:
    """A public place among other words: 清扫公园落叶."""
    for match in _PUBLIC.finditer(text):
        start, end = match.start("left"), match.end("place")
        stop = _LEFT_STOP.match(text[start : match.start("place")])
        if stop:
            start += stop.end()
        yield _trimmed(text, start, end, sure=False)


def _shadow(run: str) -> str:
    """The run with the verbs hidden that are only parts of a place's name: 特教学校, 服务中心."""
    return _SHELL.sub(lambda m: "#" * len(m.group()), _KEPT.sub(lambda m: "#" * len(m.group()), run))


def _cut(text: str, span: tuple[int, int], ends_like_a_place: bool) -> Where | None:
    """The place that a run of characters begins with, up to what is done there."""
    start, end = span
    run = text[start:end]
    lead = _LEAD.match(run)
    if lead and len(run) - lead.end() >= 2:
        start, run = start + lead.end(), run[lead.end() :]
    if run.startswith(("“", '"')):
        return None
    shadow = _shadow(run)
    act = _ACT.search(shadow, 1 if len(run) > 2 else 2)
    limit = act.start() if act else len(run)
    best = None
    for ending in _END.finditer(run):
        if ending.start() >= limit:
            break
        best = ending.end()
    if best is not None and (best <= limit or best - limit <= 1):
        found = _trimmed(text, start, start + best)
    elif ends_like_a_place or limit < 2 or limit > 12:
        return None
    else:
        found = _trimmed(text, start, start + limit, sure=False)
    said = text[slice(*found.at)]
    if len(said) < 2 or len(said) > _LONGEST + 6 or _NO_PLACE_IN.search(said):
        return None
    if not ends_like_a_place and (_NO_PLACE.match(said) or re.search(r"[人会员队家]$|活动|培训", said)):
        return None
    return found


def _trimmed(text: str, start: int, end: int, sure: bool = True) -> Where:
    period = _PERIOD.match(text, start, end)
    if period and end - period.end() >= 2:
        start = period.end()
    said = text[start:end]
    cut = _TRIM.search(said)
    if cut and cut.start() >= 2:
        end = start + cut.start()
    while end > start and text[end - 1] in " \"“”'":
        end -= 1
    return Where((start, end), sure)
