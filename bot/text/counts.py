"""How many people took part, served as volunteers, were helped: counted nouns told apart, and from what is no people.

A number counts only where it is said of people: by its measure word (45人, 12位), or by what stands right before it
(参加人数45, 来了45). Which of the three it is, its noun and the verbs around say; where they do not, the type of the
activity decides. A total given wins over its parts; parts without a total are added up.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.core.activities import ActivityType as T
from bot.text.quantities import Quantity, is_about, read_folded, whole

PARTICIPANTS, VOLUNTEERS, BENEFICIARIES = "participants", "volunteers", "beneficiaries"
_STAFF, _OUTCOME, _PLANNED, _CREW, _SERVED, _ANY = "staff", "outcome", "planned", "crew", "served", "any"

_VOLUNTEER = (
    r"志愿(?:讲师|讲解员|教师|教练|老师|医生|医师|律师|理发师|护士|司机|导师|辅导员|咨询师|护理员|厨师|家庭|骑手)|"
    r"志愿服务者|志愿服务队员|志愿者|志愿服务队|志愿队员|志愿人员|义工|志工|红马甲|小红帽|红背心|蓝马甲|黄马甲|绿马甲|小蓝帽"
)
_CREW_NOUN = r"救援队员|救护队员|应急队员|救援人员|突击队员|队员|救援力量|救生员"
_STAFF_NOUN = (
    r"救护师资|师资|救护培训师|培训师|救护师|讲师|教官|教练|导师|专家|教授|主讲人|主讲|医护人员|"
    r"医务人员|医务工作者|医护|医生|医师|护士|大夫|工作人员|主持人|记者|领导|社工|"
    r"理发师|律师|心理咨询师|咨询师|裁判|评委|摄影师|(?:手语|心理|舞蹈|音乐|体育|美术|书法|瑜伽|太极|朗诵|合唱|声乐|插花|剪纸|烘焙|编程|讲课|辅导|培训|值班|跟班|带班|陪同|志愿)(?:老师|教师)|授课老师|带队老师|指导老师|带教老师|消防员|"
    r"消防队员|消防官兵|宣讲员|讲解员|裁判员|药师|营养师|评审|考官|主考|监考|辅导员|护工|助教|班主任|主讲老师|"
    r"带教|医疗队员|理疗师|按摩师|推拿师|针灸师|中医师|牙医|验光师|化妆师|摄影师|影相师傅|师傅|主刀|麻醉师|采血员|采血护士|"
    r"检验员|急救医生|急救师|授课人|授课教师|外教|领队|队医|手语翻译|翻译|报告团|宣讲团|讲师团(?!成员)|专家组|医疗队(?!员)|讲解志愿者"
)
_ELDER = (
    r"空巢老人|独居老人|失能老人|高龄老人|孤寡老人|五保老人|留守老人|百岁老人|老年人|老人家|老人|"
    r"长者|寿星|老爷爷|老奶奶|爷爷奶奶|大爷大妈|大爷|大妈|大娘|老伯|老太太|老党员|老兵|老同志|"
    r"退休职工|退休老干部|老干部|退休老师|退休教师|老婆婆|老公公|阿婆|阿公|婆婆爷爷|爷爷|奶奶|老战士|老战友|老红军|老军人|"
    r"抗战老兵|离退休干部|离退休老同志|高龄长者|独居长者|空巢长者|失独老人|失智老人|半失能老人|住院老人|老寿星|老年朋友|"
    r"老年居民|老姐妹|老伙计|老哥哥|老夫妻|老两口|金婚老人|百岁寿星|老会员|老志愿者|老华侨|老邻居|老住户"
)
_NEEDY_NOUN = (
    r"困难群众|困难职工|困难党员|困难学生|困难儿童|困难家庭成员|困难户|困难会员|困难居民|困难村民|"
    r"贫困学生|贫困户|贫困生|特困人员|特困户|低保户|低保对象|五保户|残疾人|盲人|聋哑人|聋人|智障|"
    r"失明|肢残|瘫痪|残障人士|残疾儿童|受灾群众|受灾村民|受灾居民|受灾人员|灾民|受灾|被困群众|"
    r"被困人员|被困者|受困群众|受困人员|被困村民|落水者|溺水者|伤员|伤者|伤病员|患者|病人|病患|"
    r"获救者|受助者|受助人|受助学生|受助对象|受助|受益人|受益群众|受益者|受益|服务对象|救助对象|"
    r"困境儿童|孤儿|留守儿童|特殊儿童|自闭症儿童|自闭症孩子|环卫工人|环卫工|快递小哥|外卖小哥|"
    r"外卖员|快递员|户外工作者|环卫阿姨|环卫师傅|清洁工人|清洁阿姨|流浪人员|流浪者|露宿者|流浪汉|脱贫户|监测户|边缘户|"
    r"困难老人|贫困老人|特困老人|困难残疾人|重残人员|重度残疾人|精神残疾人|肢体残疾人|听障儿童|听障人士|视障人士|视障朋友|盲人朋友|"
    r"聋哑儿童|脑瘫儿童|脑瘫患儿|唐氏儿童|孤独症儿童|孤独症孩子|白血病儿童|先心病儿童|大病儿童|大病患者|重病患者|尿毒症患者|癌症患者|"
    r"困难妇女|困难母亲|单亲妈妈|单亲母亲|失独家庭成员|事实孤儿|事实无人抚养儿童|困境学生|困境青少年|留守学生|留守孩子|留守娃|"
    r"寒门学子|困难新生|受助儿童|受助家庭成员|受资助学生|受灾户|受灾百姓|灾区群众|受困者|受困游客|受困老人|被困老人|被困孩子|"
    r"被困游客|被困司机|落水儿童|落水群众|落水人员|失踪者|失联者|走失老人|走失儿童|迷路者|迷路老人|中暑者|晕倒者|伤患|重伤员|"
    r"轻伤员|受伤群众|受伤人员|受伤乘客|受伤司机|擦伤群众|"
    r"户外劳动者|白血病患儿|患儿|被救者|失联人员|乘客|驾乘人员|司乘人员|对象|贫困母亲|遇险人员|游客被困|驴友"
)
_PERSON = (
    r"参加者|参与者|参训人员|参训学员|参会人员|参加人员|参与人员|参训|参会|参赛选手|参赛|与会人员|"
    r"学员|营员|会员代表|团体会员代表|会员|居民群众|居民|村民|市民|群众|民众|老百姓|乡亲们|乡亲|"
    r"父老乡亲|师生员工|师生|学生代表|大学生|中学生|小学生|高中生|初中生|新生|学生家长|"
    r"学生|同学|教职工|教职员工|教师|老师|家长|员工|职工|工人|村干部|社区干部|机关干部|干部职工|"
    r"干部|党员干部|党员|团员|少先队员|队员|代表|观众|听众|选手|嘉宾|人员|儿童|小朋友|孩子|娃娃|娃|"
    r"青年|青少年|少年|妇女|女职工|女工|企业家|司机|民警|辅警|交警|保安|物业|网格员|安全员|专干|"
    r"商户|业主|游客|来宾|献血者|捐献者|志愿捐献者|骑手|村医|乡医|船员|渔民|渔家|农户|农民工|农民|工友|"
    r"务工人员|同事|同志|战士|官兵|军人|退役军人|家属|亲属|捐献者家属|爱心人士|热心群众|热心市民|"
    r"考生|幼儿|宝妈|孕妇|准妈妈|新人|住户|户主|人士|骨干|负责人|秘书长|秘书|会长|理事|委员|教工|"
    r"保育员|护理员|"
    r"救护员|急救员|店员|营业员|导游|驾驶员|摊主|老小|男女老少|老老少少|老师们|医护职工|护生|"
    r"门卫|大人|小孩子?|小娃|家属们|电工们|采茶工|茶客|听课的|实习生|研究生|留学生|外籍友人|摊贩|群体|工作者|公众|路人|行人|顾客|社员|社区居民|小记者|读者|"
    r"用户|信众|商贩|旅客|服刑人员|矫正对象|残疾人朋友|牧民|茶农|果农|渔家妇女|军属|烈属|女生|男生|"
    r"男|女(?!士)|僧人|老乡|邻居|街坊邻居|街坊|大伙|人员们|"
    r"老板娘|老板|店主|店长|经理|厨师|厨工|服务员|收银员|保洁员|保洁|清洁工|矿工|木工|焊工|电工|船工|船长|水手|乘务员|"
    r"列车员|安检员|站务员|车主|车友|骑友|跑友|山友|泳友|球友|舞友|戏迷|书友|网友|粉丝|校友|战友|营友|队友|听友|会友|"
    r"棋友|钓友|姐妹|兄弟|爸爸|妈妈|爸妈|奶奶|爷爷|阿姨|叔叔|大叔|大婶|大嫂|婆婆|媳妇|姑娘|小伙子|小伙|男士|女士|女孩|男孩|"
    r"婴儿|宝宝|宝贝|新兵|民兵|预备役|新警|学警|城管队员|城管|协管员|网格长|楼栋长|楼长|组长|村长|书记|支书|主任|站长|所长|"
    r"校长|园长|院长|队长|政协委员|人大代表|法官|检察官|会计|财务|文员|白领|新市民|外来工|务工者|毕业生|博士|硕士|新社员|团干|"
    r"童子军|小贩|菜贩|菜农|瓜农|棉农|粮农|药农|花农|林农|养殖户|种植户|搬迁户|军嫂|警嫂|侨胞|侨眷|台胞|外国友人|外宾|老外|"
    r"志愿团队成员|成员|工作队员|干警|狱警|铁警|特警|巡特警|联防队员|巡逻队员|护林员|护河员|河长|水手|飞手|讲师团成员|伙伴|"
    r"小伙伴|发烧友|体验者|观摩者|报名者|咨询者|受访者|获奖者|优胜者|爱好者|路过群众|过往群众|过路人|过客|香客|食客|住客|租客|租户|人"
)
_NOUNS = re.compile(
    rf"(?P<volunteers>{_VOLUNTEER})|(?P<needy>{_NEEDY_NOUN})|(?P<elder>{_ELDER})|"
    rf"(?P<staff>{_STAFF_NOUN})|(?P<crew>{_CREW_NOUN})|(?P<person>{_PERSON})"
)
_LABELS = (
    r"参加人数|参与人数|参训人数|到场人数|参会人数|实到人数|活动人数|总人数|培训人数|覆盖人数|"
    r"听课人数|献血人数|参加对象|参加人员|参与人员|参训人员|到场人员|出席人员|到会人数|出席人数|到课人数|签到人数|"
    r"(?:到场|到会|实到|出席|参训|参会|签到|参加|参与|到课|学员)(?=:)|人数"
)
_ADVERBS = (
    r"(?:们|兄弟|姐妹|朋友|代表|队伍|人数|总数|总人数|人员|数量|共有|共计|一共|总共|合计|总计|累计|共|有|来了|"
    r"到了|去了|约|达到?|有效|咱们?|大约是|为|是|就|只|也|都|各|大约|就餐|用餐|听讲|听课|参与|参加|"
    r"参训|报了名?|报名|到会|到场|到岗|上岗|到位|出勤|出动|派出|服务|值守|一起|一块儿?|拢共|统共|加一起|数|大概|已有|目前|近|还有|和|及|、|:|"
    r"=|\s|一行|等)*"
)
_RIGHT_BEFORE = re.compile(rf"(?:(?P<label>{_LABELS})|{_NOUNS.pattern}){_ADVERBS}$")
# 市红会来3个人: those who came to teach or to help
_SENT_TO_US = re.compile(
    r"(?:[省市县区]红会|[省市县区]红十字会|上级|血站|医院|卫生院|疾控中心|消防队|消防大队|消防站|总会)[\u3400-\u9fff]{0,3}(?:来|派|派来|过来|派出)(?:了|的)?$"
)
# 带队2人, 主持1人
_LED_BY = re.compile(r"(?:带队|领队|主持|主讲|授课|讲课|随队|后勤|摄影|记录|保障|陪同|评委|裁判|列席|特邀|旁听)的?(?:有|共|是|:)*$")
# 志愿者端菜的11个: whose they are stands before what they do.
_DOING = re.compile(rf"(?:{_NOUNS.pattern})(?:们)?[\u3400-\u9fff]{{1,6}}的(?:有|是|一共|共)*$")
_MEASURE = re.compile(
    r"\s?(?:(?P<times>人次)|人份|(?P<people>口人|号人|来?个人(?!信息|卫生|防护|所得|账)|个名(?=[,，。;；!\s]|$)|人(?!次|份|"
    r"道(?!的)|民(?!群众|警)|工(?!作)|均|体|社|才|物|行道|格|口普|间|家|类|力|气|事|大代表)|"
    r"名(?!单|字|牌|额|称|义(?!工|务)|片|师(?!生|傅|范))|位(?!于|置|数)|口(?!罩|腔|井|号|头|服|袋|味|红))"
    r"|(?P<thing>个)|(?P<crowd>号(?!楼|院|房|室|线|文|公告|令|店|[\d日])))"
)
_THINGS = re.compile(
    r"^(?:多|余)?(?:商户|住户|农户|客户|急救|救护(?!员)|班(?!主任)|组(?![员长])|村(?!民|医|干|支)|社区(?!居民|干部|工作|志愿)|"
    r"[中大支分]队(?![员友长])|学员证|家庭(?!成员|主妇)|点|环节|项目|月|街道(?!干部)|乡镇(?!干部)|小组|"
    r"站|队(?!员|友)|单位|企业(?!家|职工|员工)|学校(?!师生|老师)|年级|部门|摊|展|工时|板块|方面|科室|支部|网格(?!员)|楼|院|模拟|奖|"
    r"书包|包|箱|问题|节目|小时|半|钟|学时|课时|课|工作日|星期|周|礼拜|多?小时|名额|方|系|镇(?!民)|乡(?![亲民村医])|县|"
    r"市(?!民)|区|省|自然村|场|桌|帐篷|红(?!马甲|背心|帽)|步骤|动作)"
)
# 57个新工: what ends like a word for people.
_PERSON_LIKE = re.compile(
    r"^[\u3400-\u9fff]{0,4}?(?:[新职员民童女男技电焊木瓦护校矿船杂临长短小农茶采用]工|[学营队店社组团会教职专伤病演船海驾职乘安保护监管警文办]员|[教医技厨律药魔]师|[学新考男女师高初]生|"
    r"[歌选骑旗水鼓]手|[患伤老记学作译读编参使志]者|[村居牧渔农股市网]民|[老学战工网驴校朋战队]友|[乘旅游顾房租访茶]客|[士新老民官]兵|娃子?|伢子?|细伢|崽|妹子|后生仔?|大嫂|宝妈|大叔|大伯|老倌|老头|老太|婆姨|汉子|专干|辅警|民警|干警)"
    r"(?=[,，。;；、\s和与跟及]|$|[学听来参到上在去都全])"
)
# 200个暖宝宝, 30个志愿者马甲: what only begins with, or holds, a word for people.
_NO_PEOPLE = re.compile(
    r"^[\u3400-\u9fff]{0,4}(?:暖宝宝|布娃娃|洋娃娃|毛绒娃|娃娃菜|老人机|老人椅|助老|"
    r"(?:学生|老人|老年|儿童|员工|职工|会员|学员|志愿者|党员|家长|孩子|居民|司机|护士|队员|宝宝|婴儿|妇女|村民|群众|人)(?:证|卡|服|装|帽|马甲|背心|手册|餐|鞋|椅|车|机|信|包|书包|徽章|胸牌|座椅|"
    r"公寓|之家|用品|名额|套餐|岗|专座|意见|问卷|问题|节目|作品|笔|水杯|衣|床|伞|票|礼包|头盔|手环|手表|拐杖))"
)
# 38个报名35个到, 32个献上了: the number begins what is said of them.
_THEY_DO = re.compile(
    r"^(?:报名|报了|到(?:了|场|会|岗|$)|来(?:了|听|学|参|上|$)|献|参加|通过|合格|考过|过了|拿了?证|没来|没到|没过|缺|请假|听(?:了|课|讲|完)|学(?:会|了|完)|签(?:了|到)|登记|入库|留样|"
    r"坐|领|愿意|同意|当场|成功)"
)
_CLAUSE_BEGINS = re.compile(r"(?:^|[,，。;；:：、\s\x01]|个(?:报名|到|来了?|参加|登记))$")
# What people do, behind 志愿者四个, 家长十来个.
_PEOPLE_ACT = re.compile(
    r"^(?:都|也|全|一起|一同|轮流|分头|分成|在|来|去|到|帮|搭|负责|忙|参加|参与|跟|陪|站|守|坐|听|学|围|过来|赶|上门|教|协助|"
    r"干|做|出力|出动|值守|值班|引导|维持|带|给|为|替|把|当|分|扫|抬|送)"
)
_BREAK = re.compile(r"[,，。;；!?\n]")
_AFTER_BREAK = re.compile(r"[,，。;；、!?\n()（）]")
_BARE_BEFORE = re.compile(
    r"应[审训考参到]\d+[人名]?[,，、\s]*实?[到来参][审训考会]?$|"
    r"(?:(?:问|听|看|来|学|参加|报名|登记|咨询|围观|扫码|签名|体验|留下|关注|献血|答题)[\u3400-\u9fff]{0,10}的(?:人)?(?:一共|总共|共|大概|差不多)?(?:有|是)?|来了|到了|到场|参加|参训|参与|培训了?|实到|到会|去了|共|志愿者|义工|学员|受益|慰问了?|"
    r"救出|服务了?|[量测看教理献救查采听]了)(?:人)?[:\s]*$"
)
# 大班和中班加起来五十三个, 点了点58个
# 献成31个, 志愿者端菜的11个, 没回来11个: what people do stands right before, so it is people that are counted.
_WHO_DID = re.compile(
    r"(?:[来到去坐站听学报签献采考缺走刷教训派救扶搀围凑叫喊约请邀拉抬诊剪理晕问]|参加|参与|参训|出席|列席|到场|到会|登记|通过|合格|"
    r"拿证|入库|请假|淘汰|带着|成功|挂号|领药|看病|发言|带队|列席|出动|转移|疏散|留下|填表|申请|咨询|加入|集合|值守|上岗|实到|应到|未到|受伤|擦伤|中暑|回来|"
    r"培训|组织|发动|动员|出了|[\u3400-\u9fff]{2}的)(?:了|过|的|掉|下|上|完|成|到|来|满|齐|进|出|回)*(?:一共|总共|拢共|共|有|也有|就|只|只有|大概|差不多|约|近|整整|才)*$"
)
_LOT = r"(?:(?:头一?|第?[一二三四五六]|另?一|上午那?|下午那?|晚上那?|[前后]一?|最后一?)(?:批|拨|场|班|组|期|趟|波|轮|队|堂)|[大中小托]班)"
_LOT_BEFORE = re.compile(rf"(?:{_LOT}|每(?:批|组|场|班|次|拨|轮|队))(?:课|那边|来了|来|有|是|约|共|到了?|去了)*$")
_LOT_NEXT = re.compile(rf"{_LOT}(?:课|那边|来了|来|有|是|约|共|到了?|去了)*(?=\d|[一二两三四五六七八九十])")
_COUNTED_UP = re.compile(
    r"(?:加起来|加一起|合起来|点了点|数了数|数了一下|点了一下|点下来|数下来|清点(?:了|下来)?)(?:一共|共|有|是|得|大概)*$"
)
_HELPED = re.compile(
    r"慰问|走访|看望|探望|救出|营救|救起|救助|资助|帮扶|转移|安置|惠及|受益|受惠|救治|护送|照顾|"
    r"陪护|关爱|受助|获救|解救|搜救|送给|送去|送上|抢救|转运|搀扶|送医|脱险|接济|帮助|安抚|救下|"
    r"救上|找到|搜寻到|处置|处理|疏散|撤离|解决了?|劝离|劝返|劝阻|劝走|拦下|抬出|背出|拉出|捞出|捞起|安顿|搀出|引出|护送出|带出|送出|接出|帮了"
)
_SERVES = re.compile(
    r"服务|义诊|接诊|诊治|理发|剪发|测量|测血压|量血压|测血糖|查血糖|测了|测|量了?|体检|看诊|看病|"
    r"看了|针灸|推拿|检查|诊疗|问诊|筛查|看病|把脉|缝补|维修|护送|代办|指路"
)
_FOR = re.compile(
    r"(?:为|给|向|替|帮|对)(?:现场|村里|社区|辖区|附近|周边|院内|院里|镇上|全村|这)?(?:的)?(?:约|近|共|\s)*$"
)
_CLINIC = re.compile(
    r"义诊|坐诊|[量测][\u3400-\u9fff]{0,2}血|体检|看病|看诊|接诊|问诊|筛查|针灸|推拿|检查|送医|巡诊|配镜|诊疗|"
    r"把脉"
)
_TALKS = re.compile(r"讲|课|宣传|培训|普及|科普|宣教|教")
# Who got something to drink, to wear, to use; who came for money.
_GOT = (
    r"(?:喝|吃|用|穿|领|拿|戴|住|坐|看|享受|尝|盖|分)(?:上|到|着)(?!课|证|门|了?证)|领款|领物|前来领|来领|"
    r"排队领|收到礼物|得到帮助"
)
_GETS = re.compile(rf"{_GOT}|[来过][吃喝领拿用坐歇看][\u3400-\u9fff]{{0,4}}的|[吃喝领][\u3400-\u9fff]{{0,3}}的")
_ATTENDS = re.compile(
    r"培训|来了|到了|参加|参与|到场|到会|参训|听课|听讲|吸引|组织|覆盖|出席|带领|带着|普及|教了|"
    r"教会|动员|参会|观看|报到|集合|入营|献血|采集|采样|捐献|签到|体验|围观|互动|接受|咨询|在场|"
    r"与会|招募|发动|召集|集中|受教育|参观|观摩|宣传|坐了|坐满|献成|捐成|献了?|学员|听|教|讲"
)
_ATTENDS_AFTER = re.compile(
    r"^(?:的)?(?:[\u3400-\u9fff]{0,8}?)(?:参加|参与|到场|到会|听了?|参训|来|出席|学习|学了|接受|"
    r"观看|参观|捐款|捐赠|捐物|献血|撸袖|献了|签到|报到|在场|集合|合影|体验|响应|挽袖|成功|现场|"
    r"受教育|听课|围|学会|踊跃|加入|进行|动手|练|完成|采|捐|都来|到齐|演练|疏散|撤离|带头|抽血|"
    r"撤到|跟着|跟|围观)"
)
# Of those who came to give blood those count who gave it.
_GAVE = re.compile(r"(?:献成|献上|献出|成功献|成功献血|献血成功|采成|成功)(?:了|的|血)*(?:一共|共|有|:)?$")
_GAVE_AFTER = re.compile(r"^(?:人)?(?:体检|初筛|检测|全部|都)?(?:合格|通过)?(?:的|后|并|都|才)?(?:献成|献上|献出|献了|成功献|献血成功|成功)")
_OUTCOME_AFTER = re.compile(
    r"^(?:的)?(?:学员|会员|居民|同学|人员|学生|都|全部|均|当场|现场|顺利|成功)*(?:通过|取得|取证|"
    r"拿证|拿了|拿到|获得|获证|考核|合格|领证|获奖|发言|上台|留样|入库|登记|签订|签署|签约|签了|"
    r"填写|填了|领取|领到|抽中|入围|上手|晕|表示|报名|登台|及格|考过|过关|加入|申请|提出|写|在网上|"
    r"扫码|献血失败|未通过|不合格|没过|没通过|体检不)"
)
_OUTCOME_BEFORE = re.compile(
    r"(?:抽奖|抽中|中奖|评选|选中|选举|产生|当选|推选|增补|聘任|聘请|任命|授予|评为|发言|提问|抢答|上台|答对|得奖|及格|考过|过关|达标|拿证|领证|优秀|通过|合格|取证|颁发|发证|考核|新增|新发展|发展|吸收|留样|登记|入库|办证|报名|填表|签约|"
    r"签订|获证|持证|获奖|抽出|选出|评出|表彰|欢送|送别|留下|转正)(?:了|者|率|[\u3400-\u9fff]{0,4})$"
)
_ABSENT_BEFORE = re.compile(
    r"(?:不合格|不达标|未通过|没通过|失败|淘汰|补考|缺席|缺勤|请假|未到|没来|没到|没回来|没赶回来|没赶上|缺|差|少|缺课|空|"
    r"退|退回|刷掉?|刷下|劝退|筛掉|筛下|婉拒|暂缓|"
    r"除了?|走了?|除去|不含|不算|不包括)(?:了|的|有)?$"
)
_ABSENT_AFTER = re.compile(
    r"^(?:[\u3400-\u9fff]{0,4})(?:没来|没到|缺席|请假|未到|未参加|没参加|有事|走了(?![\d一两三半整]|全程)|提前走|离开|"
    r"迟到|弃权|因故|来不了|因病|没能|未能|除外)"
)
_PLANNED_BEFORE = re.compile(
    r"(?:原定|原计划|计划|预计|预期|预估|拟|名额|限额|限|额定|报名|邀请|通知|应到|应参加|应出席|应来|该来|目标|容纳|定员|"
    r"本想|想着|说好|预约|约了|喊了|叫了|报了|本来|原本|原来|原先|以为|打算|安排|准备)(?:是|有|好|的|到|说|为|了|"
    r"来|参加|能来|想|要|去|可以|请|就|人数|组织|培训|:|\s|约|共|会|能|每期|一期)*$"
)
_PLANNED_AFTER = re.compile(r"^(?:[\u3400-\u9fff]{0,3})(?:报名|报了名|预约|的名额|名额|的规模|以内)")
_COMPARED = re.compile(
    r"(?:比[\u3400-\u9fff]{1,8}|较[\u3400-\u9fff]{1,8}|同比|环比)?(?:多了|少了|多出|增加了?|"
    r"减少了?|多|增长)$|比(?:上次|去年|上期|往年|上回)[\u3400-\u9fff]{0,3}$"
)
_EACH = re.compile(
    r"(?:每(?P<unit>组|班|户|村|场|期|家|桌|队|批|次|天|个[\u3400-\u9fff]{1,4}|人|节课|车|点)|人均|"
    r"平均|户均|[组班]均)(?:有|约|限|发|各|平均|都有?|来了?|培训|服务|安排|至少|的)*$"
)
# 一个站2人: how many stand at each
_PER_ONE = re.compile(r"(?<!第)一个(?:站|路口|点|组|户|家|班|队|村|桌|车|岗|楼|片区|网格|车间|科室)(?:有|各|分|派|安排|配|去)?$")
# 9个学校各来了2个人
_EACH_SENT = re.compile(
    r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})[个家所支]?[\u3400-\u9fff]{1,5}(?:分别|都)?各(?:自)?(?:来|派|出|选|去|带|抽|推荐|选派|到)(?:了|出|来)?$"
)
_SENT_BY_EACH = re.compile(r"各(?:自)?(?:来|派|出|选|去|带|抽|推荐|选派|到)(?:了|出|来)?$")
_SAME_EACH_DAY = re.compile(rf"(?:学员|营员|员工|参训人员|{_VOLUNTEER})每天(?:有|来|约|都有|都是)?$")
_NOT_THIS = re.compile(r"(?:不是|并非|而非|并不是|非)$")
_PART = re.compile(r"其中|包括|包含|含(?!糖|盐)|里面?有|里头(?!讲|坐|搞|办)")
# 处理擦伤41人次, 一人送医: some of those who were counted before.
_FOUND_ILL = re.compile(
    r"(?:要|需要?|建议)?(?:复查|异常|阳性|近视|不良|超标|偏高|龋齿|贫血|转诊|漏报)(?:的|者)?(?:有|共|约|为)*$"
)
_HURT = re.compile(r"^(?:被)?(?:送医|送院|重伤|轻伤|骨折|住院|转院|复查|复诊|转诊|异常|阳性)")
_TOTAL = re.compile(
    r"(?:共|共计|总共|一共|合计|总计|累计|总人数|共有|全部|加起来|总数|总的?|拢共|统共|两场共|"
    r"前后)(?:有|来了|到了|是|约|达|为|达到|参加|参与|培训|:|\s|人数|参训|到场|大概|接近|近|吸引|"
    r"覆盖|组织)*$"
)
_FINAL = re.compile(
    r"(?:这次|本次|此次|今次|本期|本场|当天|当日|结果|现场)[\u3400-\u9fff]{0,6}$|(?<![最首])先(?:培训|训|教|组织|来)了?[\u3400-\u9fff]{0,4}$|"
    r"(?:最终|最后|实际|实到|真正|实际上)(?:一共|共|到场|参加|来了|到了|只有|只来了|献血|成功|完成|有|:)*$"
)
_OF_WHOM_CAME = re.compile(
    r"(?:(?:报名|登记|预约)的?)?[\u3400-\u9fff]{0,5}?(?:实际|真正|最后|结果|当天|现场|实|只|就|才|都)*(?:到|来|出席|参加|签到|出勤)(?:了|场|会|岗|课|齐|的)*(?:有|只有)?"
)
_CORRECTED = re.compile(r"不对|说错|更正|搞错|写错|应该是|应为|错了|打错|哦不|啊不|不不|纠正")
_MEN_WOMEN = re.compile(
    r"男(?:生|性|同志|职工|的|士|同学|会员|孩)?(?P<men>\d+|"
    r"[一二两三四五六七八九十百]+)[人名位个]?[,，、 /和及]?女(?:生|性|同志|职工|的|士|同学|会员|"
    r"孩)?(?P<women>\d+|[一二两三四五六七八九十百]+)[人名位个]?"
)
_SO_MANY_MEN = re.compile(
    r"(?P<men>\d+|[一二两三四五六七八九十百]+)[人名位个]?男(?:生|性|同志|职工|士|同学|会员|孩)?[,，、 /和及]?"
    r"(?P<women>\d+|[一二两三四五六七八九十百]+)[人名位个]?女(?:生|性|同志|职工|士|同学|会员|孩)?(?![\d一二两三四五六七八九十])"
)
# 一批50一批48
_ONE_LOT = re.compile(r"(?:另?一|第[一二三四五六]|上午|下午)[批场组班拨]?(?:来了|有|是|约|共|到)?$")
_NEXT_LOT = re.compile(r"(?:[,，、;；。\s]|$|另?一[批场组班拨]|第[一二三四五六][批场组班拨]|下午)")
_SAME_TURN = re.compile(r"^[、,，和与及跟 加+]|^以及|^还有")
_GROUP = re.compile(
    r"(?:[一二三四五六七八九十\d大中小托][班组村队年级场期批拨]|[一二三四五六七八九十\d]+[班组村队年级场期批拨波]|上午|下午|晚上|中午|早上|头[一二三]?天|[一二三四五六七末]天|首日|次日|\x01|"
    r"第[一二三四五六七八九十\d]+[\u3400-\u9fff]|[甲乙丙])[\u3400-\u9fff]{0,4}$"
)
# Volunteers and others in one number: 居民和志愿者共60人.
_MIXED = re.compile(
    rf"(?:{_VOLUNTEER})(?:们)?(?:和|与|及|、|以及|跟)[\u3400-\u9fff]{{2,6}}$|"
    rf"[\u3400-\u9fff]{{2,6}}(?:和|与|及|、|以及|"
    rf"跟)[\u3400-\u9fff]{{0,4}}(?:{_VOLUNTEER})(?:们)?{_ADVERBS}$"
    rf"|(?:{_VOLUNTEER})(?:们)?(?:和|与|及|、|以及|跟)[\u3400-\u9fff]{{2,6}}?(?:一共|总共|共计|共|合计|约|近|有)+$"
)
_WITH_OTHERS = re.compile(
    rf"(?:{_VOLUNTEER})(?:们)?(?:和|与|及|、|跟|同)[\u3400-\u9fff]{{2}}|(?:和|与|及|"
    rf"、)[\u3400-\u9fff]{{0,4}}(?:{_VOLUNTEER})"
)
# 师傅3个都是志愿者
_ARE_VOLUNTEERS = re.compile(rf"[\u3400-\u9fff]{{0,6}}?[都全也][是系](?:红十字|我们的?|咱们?的?|[咱我本红]会的?)?(?:{_VOLUNTEER})")
# 队员都是志愿者, 一共16名
_ARE_ALL_VOLUNTEERS = re.compile(rf"[都全也][是系](?:红十字|我们的?|咱们?的?)?(?:{_VOLUNTEER})[,，]$")
_TEACHERS = re.compile(r"(?:老师|教师)[^\u3400-\u9fff]*$")
_LEADS_IT = re.compile(r"^(?:主持|主讲|授课|讲课|带队|指导|坐诊|示范|领着|带着|跟着|陪着|陪同|带班|维持|协助|帮着)")
_LEARNERS = re.compile(
    r"(?:学员|营员)(?:共|有|约|:)?[\d一二两三四五六七八九十百]|[\d一二两三四五六七八九十百]+[名位个](?:学员|"
    r"营员)"
)
_GIVES = re.compile(r"义卖|捐款|募捐|捐赠|捐衣|捐物|献爱心|一日捐|筹款|筹集|众筹|义拍|善款|爱心捐")
_SURNAMES = (  # the commonest hundred
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊"
    "金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
# Those who report, how many of them went there: 我们去了4个, 去了我跟小赵俩人, 一行十一人.
_WE_WENT = re.compile(
    r"(?:我们|咱们?|俺们?|我会|红会|支会|分会|队里|救援队|应急队|小分队|分队|小队|队伍|单位|自己人|这边)[^,，。;；\d]{0,6}?"
    r"(?:去|派|派出|出动|出)了?(?:一共|总共|共|有|大概|差不多)*$"
    r"|(?:^|[\s\x01])(?:一共|总共|共|只|就)?(?:去|派)了(?:一共|总共|共|有|大概|我们|俺们|咱们)*$"
    r"|(?:去|来)了?(?:我|俺|咱)(?:和|跟|同|与|还有|加)[\u3400-\u9fff]{1,4}$"
    r"|(?:^|[\s\x01])(?:我|俺|咱)(?:和|跟|同|与)[\u3400-\u9fff]{1,4}$"
    r"|(?:去|来)了[\u3400-\u9fff]{1,6}等(?:一行)?$"
    r"|(?:一行|我们|咱们|俺们|同去的|同行的?|随行的?)(?:一共|总共|共|有|是|就)*$"
)
# The one who is visited: a single person by name, so that a number by itself is of those who came to see them.
_ONE_VISITED = re.compile(
    rf"(?:看望|探望|慰问|走访|陪伴?|帮|给|为|照顾|上门看)[^,，。;；\d]{{0,12}}(?:\d{{2,3}}岁?[高龄的]*[^,，。;；\d]{{0,4}})?"
    rf"(?:老?[{_SURNAMES}][\u3400-\u9fff]{{0,2}}?(?:爷爷|奶奶|大爷|大娘|大妈|大伯|大叔|阿姨|老人|婆婆|阿婆|阿公|伯|婶|嫂|叔|老师|老师傅|头)|老[{_SURNAMES}])"
)
_OURS_GO = re.compile(
    r"(?:队伍?|出动|派出|投入|增援|集结|组织|我们|咱们?|俺们|队里|红十字会|红会|调派|抽调|共派)(?:了|共|红十字)?$"
)
_GO = re.compile(
    r"^(?:的)?(?:赶赴|赶到|赶往|参与|参加|前往|出动|驰援|到场|投入|找|搜|连夜|迅速|立即|到达|赴|"
    r"携带|带着|分|全程|奋战|忙|走了?|巡|跑|扛|搬|守|干|挖|下水|轮|徒步|翻|蹚|划|游)"
)
_VOLUNTEERS_ACT = re.compile(rf"(?:{_VOLUNTEER})")
_VOLUNTEERS_COUNTED = re.compile(
    rf"[\d一二两三四五六七八九十百几][个名位](?:红十字|青年|社区|党员)?(?:{_VOLUNTEER})|(?:{_VOLUNTEER}){_ADVERBS}[\d一二两三四五六七八九十]|"
    rf"(?:师傅|大夫|医生|老师|队员)[\u3400-\u9fff]{{0,3}}[\d一二两三四五六七八九十][个名位][\u3400-\u9fff]{{0,4}}(?:{_VOLUNTEER})|"
    rf"[\d一二两三四五六七八九十][个名位]?[\u3400-\u9fff]{{0,3}}(?:都是|全是|系|都系|也是)(?:{_VOLUNTEER})"
)
# 头天35个、二天28个: what a day's or a sitting's name stands before is people where several are told off so.
_DAY_LABEL = re.compile(
    r"(?:头[一二三]?天|第?[一二三四五六七末]天|首日|次日|[上下]午场?|早上|晚上|中午|\x01|第[一二三四五六]场)(?:是|有|来了|到了|来|到|共)?$"
)
_DAYS_TOLD_OFF = re.compile(
    r"(?:天|日|午场?|上|[\x01])(?:是|有|来了|到了|来|到|共)?\d+个[、,，; 和](?:第?[一二三四五六七末]天|次日|[下上]午|晚上|\x01|今天)"
)
# What is done to the old ones: 理了16位, 一共影咗六十一位.
_TENDED = re.compile(
    r"(?:理|剪|拍|照|影|洗|修|量|测|看|陪|送|探|剃|刮|擦|喂|按|捶|背|接|画|帮|扶|搀|救|治|抬|载|劝|照顾|照料|服务|惠及|帮助|帮扶)"
    r"(?:了|咗|过|完|好|到)(?:约|近|大概|一共|总共|共|差不多|整整)*$"
)
_FOR_WHOM = re.compile(
    rf"(?:给|为|向|替|帮|陪|慰问|看望|探望|走访|照顾|照料|服侍|接送|护送|关爱)[^,，。;；\n]{{0,12}}?"
    rf"(?:{_NEEDY_NOUN}|{_ELDER}|{_STAFF_NOUN}|居民|村民|群众|市民|旅客|乘客|考生|工人|民警|交警|官兵|战士|孩子|儿童|娃|妇女|学生|家长|职工|员工|司机|大妈|阿姨|乡亲|街坊|骑手|小哥|商户|师傅)们?"
)
# Things given away, or work done for somebody, by volunteers.
_GIVEN = re.compile(
    r"(?:送|发|派|赠|请)(?:上|去|来|了|出|送)?(?:一?[碗杯份瓶])?(?:爱心|免费|热|凉|清凉|暖心|姜|绿豆|酸梅)?"
    r"(?:水|茶|汤|粥|瓜|饭|餐|面|饺|粽|月饼|春联|福字|花|礼|书|西瓜|饮料|早餐|盒饭|冰棍|雪糕|口罩|毛巾|手套|围巾|药|油|米|菜|蛋|糖|奶)|"
    r"(?:喝|吃|领)[上到了]|免费(?:理发|维修|磨刀|修|饮水)"
)
# 把3个人平安带下来, 将两名老人背出: what is done with them is behind.
_TAKEN = re.compile(r"(?:把|将)(?:[\u3400-\u9fff]{1,6}的)?(?:被困的?|受困的?|这|那|其中的?|另外)?(?:约|近)?$")
_TO_SAFETY = re.compile(
    r"[\u3400-\u9fff]{0,10}?(?:带|救|背|抬|送|接|拉|拽|捞|拖|扶|找|护送|转移|转运|运)(?:了|到|下|出|上|离|回|往|去|至)"
)
_TIMES_OF = re.compile(r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})[个支]?(?P<unit>[组班户村场期桌队批次天车点])")
_MANY = 10  # teachers or doctors in one place: no longer those who teach
MOST = 200_000  # people at one activity
LEAST_OF_MANY = 1000
# 3人一组, 6人小组, 8人间: how large a group is, not how many came.
_SIZE_OF_GROUP = re.compile(
    r"\s?[人名位个](?:一|为一|每|/)?(?:小?组(?![织长])|队(?![伍员])|桌|间|座|制|一排|一行|一班|一队|一台|一套|"
    r"一具)"
)
# Numbers beside the activity: how many live there, another time, what happens on the telephone.
_ASIDE = re.compile(
    r"(?:常住|户籍|总人口|人口|在校|在册|在岗|在编|现有|拥有|下辖|辖区(?:内)?(?:共)?有|登记在册|全(?:村|镇|乡|县|校|厂|社区|街道|院|公司|小区|队|班|矿|所))"
    r"[^,，。;；]{0,8}$|"
    r"(?:上次|上回|上一次|上一期|上期|前次|前一次|去年|前年|往年|上半年|下次|下回|下期|下一期|明年|以往|之前|此前|以前)[^,，。;；]{0,10}$|"
    r"(?:点赞|阅读|转发|建群|拉群|群里|进群|入群|浏览|点击|投票|评论|播放|公众号|朋友圈|粉丝|曝光)[^,，。;；]{0,6}$|"
    r"最(?:多|大|小|年长|年轻|高|远|早|晚|老)的?[^,，。;；]{0,4}$"
)
_HELPING = (T.RELIEF, T.RESCUE, T.ELDERLY_CARE)
_TEACHING = (T.FIRST_AID_TRAINING, T.DISASTER_PREVENTION, T.DISSEMINATION, T.YOUTH, T.MEMBERS)
_BOTH = (T.HEALTH_EDUCATION, T.DISSEMINATION, T.ORGAN_DONATION, T.STEM_CELL_DONATION, T.OTHER, None)


@dataclass(frozen=True)
class Counts:
    """None = not said. `approximate` names the fields that were said approximately; `spans` are the numbers' places."""

    participants: int | None = None
    volunteers: int | None = None
    beneficiaries: int | None = None
    approximate: frozenset[str] = frozenset()
    doubts: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class _Count:
    value: float
    at: tuple[int, int]
    approximate: bool
    before: str
    after: str
    visits: bool = False  # 人次
    role: str = _ANY
    total: bool = False
    part: bool = False
    attends: bool = False  # said to be there, whoever they are
    goes: bool = False  # those who report went there
    noun: str = ""


def read_counts(text: str, kind: T | None) -> Counts:
    """The people that a folded text counts, its days and times blanked out, of an activity of type `kind`."""
    found = [_with_role(text, one, kind) for one in _mentions(text)]
    found = [one for one in found if one.role]
    found = _without_asides(found)
    found, doubts = _corrected(text, _beside_goers(text, found, kind)), []
    figures: dict[str, tuple[float, bool]] = {}
    for role in (VOLUNTEERS, BENEFICIARIES, PARTICIPANTS):
        value, doubt = _figure(text, [one for one in found if one.role == role], role)
        if value:
            figures[role] = value
        doubts += [doubt] if doubt else []
    for spare in (_OUTCOME, _PLANNED, _STAFF if kind not in (T.HEALTH_EDUCATION, T.VOLUNTEER_SERVICE) else ""):
        if PARTICIPANTS not in figures and (BENEFICIARIES not in figures or kind not in _HELPING):
            rest = [
                one for one in found if one.role == spare and (spare != _STAFF or one.attends or one.value >= _MANY)
            ]
            if rest and (spare != _OUTCOME or VOLUNTEERS not in figures or kind is not T.VOLUNTEER_SERVICE):
                figures[PARTICIPANTS] = (rest[0].value, rest[0].approximate)
    _share(figures, kind, found, text)
    said = {role: whole(value) for role, (value, _) in figures.items()}
    return Counts(
        said.get(PARTICIPANTS),
        said.get(VOLUNTEERS),
        said.get(BENEFICIARIES),
        frozenset(role for role, (_, about) in figures.items() if about),
        tuple(dict.fromkeys(doubts)),
        tuple(one.at for one in found),
    )


def _without_asides(found: list[_Count]) -> list[_Count]:
    """Without the numbers that stand beside the activity; where there is no other, they are what is meant."""
    kept = [one for one in found if not _ASIDE.search(one.before)]
    return kept if any(one.role not in (VOLUNTEERS, _STAFF, _CREW) for one in kept) else found


def _beside_goers(text: str, found: list[_Count], kind: T | None) -> list[_Count]:
    """Where it is said how many of us went, the others are for whom it was done, or who took part."""
    if not any(one.goes for one in found):
        return found
    if kind in (*_HELPING, T.VOLUNTEER_SERVICE, T.YOUTH, T.OTHER, None):
        found = [
            replace(one, role=BENEFICIARIES)
            if one.role == PARTICIPANTS and not one.goes and (one.noun in ("needy", "elder") or _for_them(text, one))
            else one
            for one in found
        ]
    others = any(one.role == PARTICIPANTS and not one.goes for one in found)
    return [one for one in found if not (others and one.goes and one.role == PARTICIPANTS)]


def _share(figures: dict[str, tuple[float, bool]], kind: T | None, found: Sequence[_Count], text: str) -> None:
    """Who is both: those an information stand or a free clinic served were there, the old at their own feast too."""
    clinic = kind is T.HEALTH_EDUCATION and _CLINIC.search(text) and not _TALKS.search(text)
    if clinic and PARTICIPANTS in figures and BENEFICIARIES not in figures:
        figures[BENEFICIARIES] = figures[PARTICIPANTS]
    helped = [one for one in found if one.role == BENEFICIARIES]
    if PARTICIPANTS in figures or BENEFICIARIES not in figures:
        return
    if (kind in _BOTH and kind is not None and all(one.noun != "needy" for one in helped)) or (
        kind is T.ELDERLY_CARE and (any(one.attends for one in helped) or re.search(r"讲座|课|培训|教", text))
    ):
        figures[PARTICIPANTS] = figures[BENEFICIARIES]


# --- what is counted -------------------------------------------------------------------------------------------------


def _mentions(text: str) -> Iterator[_Count]:
    spans: list[tuple[Quantity, int, bool]] = []
    pairs = sorted((*_MEN_WOMEN.finditer(text), *_SO_MANY_MEN.finditer(text)), key=lambda pair: pair.start())
    quantities = [one for one in read_folded(text) if not any(pair.start() <= one.at[0] < pair.end() for pair in pairs)]
    for one in quantities:
        if measured := _measured(text, one):
            spans.append((one, *measured))
    spans = _with_shared_measure(text, quantities, spans)
    last = 0
    for n, (one, end, visits) in enumerate(spans):
        start = one.at[0]
        following = spans[n + 1][0].at[0] if n + 1 < len(spans) else len(text)
        before = text[last:start]
        breaks = list(_BREAK.finditer(before))
        after = text[end : min(following, end + 30)]
        stop = _AFTER_BREAK.search(after)
        yield _Count(
            one.value,
            (start, end),
            one.approximate or is_about(text, end),
            before[breaks[-1].end() :] if breaks else before,
            after[: stop.start()] if stop else after,
            visits,
            part=_is_part(text, start) or (n > 0 and bool(_HURT.match(after) or _FOUND_ILL.search(before))),
        )
        last = end
    for pair in pairs:
        values = [one.value for one in read_folded(f"{pair['men']} {pair['women']}")]
        before = _BREAK.split(text[: pair.start()])[-1]
        if len(values) == 2:
            yield _Count(
                sum(values),
                pair.span(),
                False,
                before,
                _AFTER_BREAK.split(text[pair.end() : pair.end() + 8])[0],
                part=_is_part(text, pair.start()),
                noun="both",
            )


def _measured(text: str, one: Quantity) -> tuple[int, bool] | None:
    """Where the measure word of people behind a number ends, and whether it counts visits; None for no people."""
    start, end = one.at
    if text[max(0, start - 1) : start] in ("第", "第") or one.value <= 0 or one.value != one.value:
        return None
    if one.value > MOST or (one.bare and one.value >= 10 * LEAST_OF_MANY and not _MEASURE.match(text, end)):
        return None  # a telephone number, a sum of money
    if _SIZE_OF_GROUP.match(text, end):
        return None
    if one.value == 1 and re.match(r"[人户家](?:手)?一", text[end:]):
        return None  # 一人一个
    if one.value < 1 or (not one.approximate and one.value % 1):
        return None
    measure = _MEASURE.match(text, end)
    if measure and measure["times"]:
        return measure.end(), True
    if measure and measure["people"]:
        return measure.end(), False
    if measure and measure["crowd"] and one.approximate:
        return measure.end() + text.startswith("人", measure.end()), False
    if measure and measure["thing"]:
        rest = _AFTER_BREAK.split(text[measure.end() : measure.end() + 12])[0]
        if _NO_PEOPLE.match(rest):
            return None
        if _PERSON_LIKE.match(rest) and not _THINGS.match(rest):
            return measure.end(), False
        if one.value > 1 and _THEY_DO.match(rest) and _CLAUSE_BEGINS.search(text[:start]):
            return measure.end(), False
        noun = _NOUNS.search(rest)
        alone = (rest in ("", "左右", "吧", "呢", "的样子", "人") or bool(_LOT_NEXT.match(rest))) and one.value >= 2
        told = text[max(0, start - 16) : start]
        if re.search(rf"(?:{_VOLUNTEER})$", told) and not _THINGS.match(rest):
            return measure.end(), False
        if rest == "" and one.value > 1 and _BREAK.search(text[max(0, start - 1) : start]) and _FOR_WHOM.search(text[:start]):
            return measure.end(), False
        counted = _PEOPLE_ACT.match(rest) and (_RIGHT_BEFORE.search(told) or _FINAL.search(told) or _LOT_BEFORE.search(told))
        if counted and not _THINGS.match(rest):
            return measure.end(), False
        if (
            noun
            and noun.start() <= 6
            and noun.group() != "人"
            and not _THINGS.match(rest)
            and not re.search(r"[\d一二两三四五六七八九十百]", rest[: noun.start()])
        ) or (
            alone
            and (
                _RIGHT_BEFORE.search(text[max(0, start - 16) : start])
                or _BARE_BEFORE.search(text[:start])
                or _COUNTED_UP.search(text[:start])
                or _WHO_DID.search(told)
                or _LOT_BEFORE.search(told)
                or (_DAY_LABEL.search(text[:start]) and _DAYS_TOLD_OFF.search(text))
            )
        ):
            return measure.end(), False
        return None
    if (
        measure is None
        and re.match(r"\s?(?:[,，。;；、!?\n)）(（|/+]|$|\s|左右|吧|呢|出头|上下|开外|挂零|冒头|往上|有余|光景|的样子)", text[end:])
        and (one.bare or one.value >= 10 or one.approximate)
    ):
        before = text[max(0, start - 16) : start]
        label = _RIGHT_BEFORE.search(before)
        if (
            label and (label["label"] or label["volunteers"] or label["person"] != "人" or before.endswith(":"))
        ) or (_BARE_BEFORE.search(before) or _COUNTED_UP.search(before)):
            return end, False
    if measure is None and one.bare and _ONE_LOT.search(text[max(0, start - 8) : start]) and _NEXT_LOT.match(text, end):
        return end, False
    follows = _NOUNS.match(text, end)
    if (
        measure is None
        and (one.bare or text[start:end] in ("俩", "仨"))
        and follows
        and follows.group() not in ("人", "人员", "对象", "物业")
        and one.value > 1
    ):
        return end, False
    return None


def _with_shared_measure(
    text: str, quantities: Sequence[Quantity], spans: list[tuple[Quantity, int, bool]]
) -> list[tuple[Quantity, int, bool]]:
    """80、65、54人: the numbers of a list share the measure word behind the last."""
    known = {one.at: (one, end, visits) for one, end, visits in spans}
    for one, other in reversed(list(itertools.pairwise(quantities))):
        if other.at in known and one.at not in known and re.fullmatch(r"[、和与及]", text[one.at[1] : other.at[0]]):
            known[one.at] = (one, one.at[1], known[other.at][2])
    return sorted(known.values(), key=lambda span: span[0].at)


def _is_part(text: str, start: int) -> bool:
    sentence = re.split(r"[。;；!?\n]", text[:start])[-1]
    return bool(_PART.search(sentence)) or _in_brackets(text, start)


def _in_brackets(text: str, start: int) -> bool:
    opened = max(text.rfind("(", 0, start), text.rfind("（", 0, start))
    closed = max(text.rfind(")", 0, start), text.rfind("）", 0, start))
    return opened > closed and bool(
        re.search(r"\d|[一二三四五六七八九十百][人名位个]|[人名位个]$", text[max(0, opened - 4) : opened])
    )


# --- who is counted --------------------------------------------------------------------------------------------------


def _with_role(text: str, one: _Count, kind: T | None) -> _Count:
    before, after = one.before, one.after
    if (
        _ABSENT_BEFORE.search(before)
        or _ABSENT_AFTER.match(after)
        or _COMPARED.search(before)
        or _NOT_THIS.search(before)
    ):
        return replace(one, role="")
    if _PER_ONE.search(before):
        return replace(one, role="")
    if shared := _EACH_SENT.search(text, 0, one.at[0]):
        one = replace(one, value=one.value * int(next(read_folded(shared["n"])).value))
    elif _SENT_BY_EACH.search(before):
        return replace(one, role="")
    if each := _EACH.search(before):
        times = 1 if each["unit"] == "天" and _SAME_EACH_DAY.search(before) else _times(text, each["unit"])
        if times is None:
            return replace(one, role="")
        one = replace(one, value=one.value * times)
    total = bool(_TOTAL.search(before)) or (kind is T.BLOOD_DONATION and bool(_GAVE_AFTER.match(after) or _GAVE.search(before)))
    near = _RIGHT_BEFORE.search(before)
    behind = _NOUNS.search(after)
    if behind and (
        behind.start() > 10
        or re.search(r"(?:为|给|向|帮|陪|教|和|与|对|听|在)[\u3400-\u9fff]{0,6}$", after[: behind.start()])
    ):
        behind = None
    if near and near["label"]:
        role, noun = PARTICIPANTS, "label"
    elif near and near.lastgroup and _MIXED.search(before):
        role, noun = BENEFICIARIES if _last(_HELPED, before) >= 0 else PARTICIPANTS, "person"
    elif near and (near["person"] or near["staff"]) and re.search(rf"(?:{_VOLUNTEER})$", before[: near.start()]):
        role, noun = VOLUNTEERS, "volunteers"
    elif (
        near
        and near.lastgroup
        and not (near["person"] == "人" and behind)
        and not _goes_with_what_follows(near, behind)
    ):
        role, noun = _role_of(near, one, kind)
    elif behind:
        role, noun = _role_of(behind, one, kind)
    elif _SENT_TO_US.search(before) and kind is not T.RESCUE:
        role, noun = _STAFF, "staff"
    elif _LED_BY.search(before):
        role, noun = _STAFF, "staff"
    elif doing := _DOING.search(before):
        staff = doing.lastgroup == "staff"
        role, noun = (_role_by_verbs(one, kind, named=True), "person") if staff else _role_of(doing, one, kind)
    else:
        role, noun = _role_by_verbs(one, kind), ""
    if _ARE_VOLUNTEERS.match(after):
        role, noun = VOLUNTEERS, "volunteers"
    if one.noun == "both":
        said_of = _NOUNS.search(before)
        role = _STAFF if (said_of and said_of["staff"]) or re.search(r"教员$", before) else PARTICIPANTS
        noun = "both"
    attends = bool(_ATTENDS_AFTER.match(after) or re.search(r"参加|到场|来了|参训|出席|到会|听课", before))
    goes = _goes(text, one, noun, kind)
    role = (VOLUNTEERS if kind is T.RESCUE else PARTICIPANTS) if goes else _adjusted(role, noun, one, kind, attends, text)
    gave = kind is T.BLOOD_DONATION and total
    return replace(one, role=role, noun=noun, total=total, attends=attends, goes=goes, part=one.part and not gave)


def _goes(text: str, one: _Count, noun: str, kind: T | None) -> bool:
    """Whether it is those who report who are counted: 我们去了4个; 昨天看望郑爷爷, 5个人."""
    if one.visits or (noun not in ("", "crew") and not re.search(r"[去来]了[\u3400-\u9fff]{1,6}等(?:一行)?$", one.before)):
        return False
    if _WE_WENT.search(one.before):
        return True
    alone = not one.before.strip("\x01 ") and not one.after.strip("\x01 ")
    return alone and kind in (T.ELDERLY_CARE, T.RELIEF, T.VOLUNTEER_SERVICE) and bool(_ONE_VISITED.search(text, 0, one.at[0]))


def _goes_with_what_follows(near: re.Match[str], behind: re.Match[str] | None) -> bool:
    """组织志愿者为8名老人: the noun before is another's subject. Said by a word between, so only bare ones are near."""
    between = near.group()[len(near[str(near.lastgroup)] or "") :] if near.lastgroup else ""
    return bool(
        behind and behind.start() <= 2 and re.search(r"服务|参与|和|及|、|有$|为|各$|去了$|派出$|出动$", between)
    )


def _role_of(noun: re.Match[str], one: _Count, kind: T | None) -> tuple[str, str]:
    group = str(noun.lastgroup)
    if group == "volunteers":
        return VOLUNTEERS, group
    if group == "crew":
        return (_CREW if kind in (T.RESCUE, T.DISASTER_PREVENTION, None) else PARTICIPANTS), group
    if group == "staff":
        return _STAFF, group
    if group == "needy":
        return BENEFICIARIES, group
    if group == "elder":
        said = one.before + one.after
        served = kind in _BOTH and _SERVES.search(said) and not _TALKS.search(one.after)
        helping = served or kind in (*_HELPING, T.VOLUNTEER_SERVICE, None)
        return (BENEFICIARIES if helping else PARTICIPANTS), group
    return _role_by_verbs(one, kind, named=True), group


def _role_by_verbs(one: _Count, kind: T | None, named: bool = False) -> str:
    before, after = one.before, one.after
    if re.search(r"受益|受惠|惠及|受助|获救|脱险|救助|服务对象", before) or re.match(
        r"(?:[\u3400-\u9fff]{0,4})(?:受益|受助|受惠|获救|脱险|得救|被救)", after
    ):
        return BENEFICIARIES
    if kind in (*_HELPING, T.VOLUNTEER_SERVICE) and (
        _GETS.search(before) or re.match(rf"[\u3400-\u9fff]{{0,4}}(?:{_GOT})", after)
    ):
        return BENEFICIARIES
    if _TAKEN.search(before) and _TO_SAFETY.match(after) and kind in (*_HELPING, T.VOLUNTEER_SERVICE):
        return BENEFICIARIES
    attends = _ATTENDS_AFTER.match(after)
    if _FOR.search(before) and not attends:
        return BENEFICIARIES if kind in (*_HELPING, T.VOLUNTEER_SERVICE) else _SERVED
    helped, served, came = _last(_HELPED, before), _last(_SERVES, before), _last(_ATTENDS, before)
    if helped > max(served, came):
        return BENEFICIARIES if kind in (*_HELPING, T.VOLUNTEER_SERVICE, T.HEALTH_EDUCATION, None) else PARTICIPANTS
    if served > came:
        return BENEFICIARIES if kind in (*_HELPING, T.VOLUNTEER_SERVICE) else _SERVED
    if attends or came >= 0:
        return PARTICIPANTS
    if kind is T.ELDERLY_CARE:
        return PARTICIPANTS if named else _ANY
    if kind in _HELPING:
        return BENEFICIARIES
    return PARTICIPANTS if named else _ANY


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)


def _adjusted(role: str, noun: str, one: _Count, kind: T | None, attends: bool, text: str) -> str:
    before, after = one.before, one.after
    if (
        kind is T.RESCUE
        and role != VOLUNTEERS
        and not (_TAKEN.search(before) and _TO_SAFETY.match(after))
        and (
            (noun in ("", "crew") and (_OURS_GO.search(before) or _GO.match(after)))
            or (noun in ("staff", "person") and re.search(r"救护员|急救员|救生员|消防员|民兵", before[-6:] + after[:8]))
        )
    ):
        return VOLUNTEERS
    if noun == "" and kind in (*_HELPING, T.VOLUNTEER_SERVICE) and _TENDED.search(before):
        return BENEFICIARIES
    if noun == "" and _ARE_ALL_VOLUNTEERS.search(text, 0, one.at[0] - len(before)):
        return VOLUNTEERS
    if kind is T.BLOOD_DONATION and (_GAVE_AFTER.match(after) or _GAVE.search(before)):
        return PARTICIPANTS
    if role == _CREW:
        return VOLUNTEERS if kind is T.RESCUE else PARTICIPANTS
    if role == _SERVED:
        return BENEFICIARIES if kind in _BOTH and kind is not None else PARTICIPANTS
    if role == _STAFF and (_last(_HELPED, before) >= 0 or kind is T.RELIEF or _to_whom(text, one)):
        return PARTICIPANTS if kind in _TEACHING else BENEFICIARIES
    if role == BENEFICIARIES and noun in ("needy", "elder") and kind not in (*_HELPING, T.VOLUNTEER_SERVICE, None):
        helped = (
            _last(_HELPED, before) >= 0
            or re.search(r"受益|受助", before + after)
            or (kind in _BOTH and kind is not None and _SERVES.search(before + after) and not _TALKS.search(after))
        )
        return BENEFICIARIES if helped else PARTICIPANTS
    if (
        role == BENEFICIARIES
        and kind is T.RELIEF
        and _GIVES.search(text)
        and _last(_HELPED, before) < 0
        and noun in ("person", "")
        and not _FOR.search(before)
    ):
        return PARTICIPANTS
    if (
        role == BENEFICIARIES
        and kind is T.ELDERLY_CARE
        and noun == "person"
        and re.search(r"培训|讲座|课|学", text)
        and _last(_HELPED, before) < 0
    ):
        return PARTICIPANTS
    if role == _STAFF:
        learns = re.search(r"参训|参加培训|听课|学习|学员", after + before) or re.search(
            r"培训(?:了|的)?(?:[\u3400-\u9fff]{0,4})$", before
        )
        return PARTICIPANTS if learns and kind is T.FIRST_AID_TRAINING else _STAFF
    if noun == "person" and one.value < _MANY and _TEACHERS.search(before) and _LEARNERS.search(text):
        return _STAFF
    if role == VOLUNTEERS and kind in (T.FIRST_AID_TRAINING, T.HEALTH_EDUCATION, T.DISASTER_PREVENTION):
        learns = re.match(
            r"(?:[\u3400-\u9fff]{0,4})(?:参训|参加(?:了)?(?:培训|学习|复训)?|听课|学习|学会|接受|掌握|通过)", after
        )
        if (
            learns
            or re.search(
                r"(?:培训|组织|训练)(?:了)?(?:红十字|青年|社区|新|全镇|全县|党员|应急)?(?:志愿者|义工)?(?:共)?$", before
            )
            or re.search(
                r"参训志愿者|(?:给|为|对)[\u3400-\u9fff]{0,8}志愿者[\u3400-\u9fff]{0,3}(?:上|做|培训|讲)", text
            )
        ):
            return PARTICIPANTS
    if noun == "person" and one.value < _MANY and _LEADS_IT.match(after) and re.search(r"(?:老师|教师|医生|同志|人员)[^\u3400-\u9fff]*$", before):
        return _STAFF
    if role in (PARTICIPANTS, _ANY) and _planned(before, after):
        return _PLANNED
    if (
        role in (PARTICIPANTS, _ANY, VOLUNTEERS)
        and kind not in (T.RELIEF, T.ELDERLY_CARE)
        and (_OUTCOME_AFTER.match(after) or _OUTCOME_BEFORE.search(before))
    ):
        return _OUTCOME
    if role == PARTICIPANTS and noun == "" and kind is T.RESCUE and re.search(r"出动|派出|组织|投入", before):
        return VOLUNTEERS
    if role == _ANY and kind in (*_HELPING, T.VOLUNTEER_SERVICE) and _to_whom(text, one):
        return BENEFICIARIES
    if role == _ANY:
        told_apart = _VOLUNTEERS_COUNTED.search(text) or not _VOLUNTEERS_ACT.search(text)
        if kind is T.ELDERLY_CARE and told_apart and (_HELPED.search(text) or _TENDED.search(before)):
            return BENEFICIARIES
        acts = kind is T.VOLUNTEER_SERVICE and _VOLUNTEERS_ACT.search(text) and not _WITH_OTHERS.search(text)
        return VOLUNTEERS if acts else PARTICIPANTS
    given = kind is T.VOLUNTEER_SERVICE and (_GIVEN.search(text) or _for_them(text, one))
    if role == PARTICIPANTS and noun == "person" and not attends and given:
        return BENEFICIARIES
    if role == PARTICIPANTS and one.visits and kind is T.VOLUNTEER_SERVICE and noun == "":
        return BENEFICIARIES
    if role == BENEFICIARIES and attends and noun == "person" and kind in (T.VOLUNTEER_SERVICE, T.RELIEF):
        return PARTICIPANTS
    return role


def _to_whom(text: str, one: _Count) -> bool:
    """The number stands alone behind what was done for whom: 给独居老人送饭, 18位; 慰问消防员, 消防员22人."""
    sentence = re.split(r"[。;；!?\n]", text[: one.at[0]])[-1]
    done = _FOR_WHOM.search(sentence)
    if done is None or re.search(r"来了|到了|参加|志愿者|义工|队员|我们|出动|派出|参与", sentence[done.end() :]):
        return False
    noun = _NOUNS.search(one.before + one.after)
    return noun is None or noun.group() in done.group()


def _for_them(text: str, one: _Count) -> bool:
    """给外卖骑手送头盔, 骑手50人: the noun was named before as for whom it was done."""
    noun = _NOUNS.search(one.before + one.after)
    if noun is None or noun.group() in ("人", "人员"):
        return False
    done = re.search(
        rf"(?:给|为|向|帮|替|陪伴?|看望|探望|慰问|照顾|照看|接送)[^,，。;；\n]{{0,10}}{noun.group()}", text[: one.at[0]]
    )
    return done is not None and not _TALKS.search(text, done.end(), done.end() + 8)


def _planned(before: str, after: str) -> bool:
    return bool(_PLANNED_BEFORE.search(before) or _PLANNED_AFTER.match(after))


def _times(text: str, unit: str | None) -> int | None:
    """How many groups there are whose size is said; None when the size is of something else."""
    if unit is None or unit in ("人", "天"):
        return None
    for match in _TIMES_OF.finditer(text):
        if match["unit"] == unit[0] and text[match.start() - 1 : match.start()] not in ("第", "每"):
            values = read_folded(match["n"])
            return int(next(values).value)
    return None


# --- one figure out of several ---------------------------------------------------------------------------------------


def _corrected(text: str, found: list[_Count]) -> list[_Count]:
    """What was taken back in the same breath is not counted: 12人, 不对, 是13人."""
    kept = []
    for n, one in enumerate(found):
        following = found[n + 1] if n + 1 < len(found) else None
        between = text[one.at[1] : following.at[0]] if following else ""
        if (
            following
            and len(between) <= 14
            and _CORRECTED.search(between)
            and following.role in (one.role, PARTICIPANTS, _ANY)
        ):
            found[n + 1] = replace(following, role=one.role)
            continue
        kept.append(found[n])
    return kept


def _figure(text: str, found: list[_Count], role: str) -> tuple[tuple[float, bool] | None, str | None]:
    """The one figure for a role, and what is contradictory about it."""
    if not found:
        return None, None
    people = [one for one in found if not one.visits] or found
    if all(one.part for one in people):
        people = found
    if role != VOLUNTEERS:
        whole_ones = [one for one in people if not one.part]
    else:
        whole_ones = [one for one in people if not one.part] or people
    parts = [one for one in people if one.part and one not in whole_ones]
    if not whole_ones:
        return (sum(one.value for one in parts), any(one.approximate for one in parts)), None
    finals = [one for one in whole_ones if _FINAL.search(one.before)]
    finals += [
        other
        for one, other in itertools.pairwise(whole_ones)
        if _OF_WHOM_CAME.fullmatch(text[one.at[1] : other.at[0]]) and other.value <= one.value
    ]
    if finals:
        return (finals[-1].value, finals[-1].approximate), None
    totals = [one for one in whole_ones if one.total and one.noun != "both"]
    if totals and role != VOLUNTEERS:
        total = totals[-1]
        rest = [one for one in whole_ones if one is not total]
        listed = sum(one.value for one in _run(text, rest)) if rest else 0
        return (total.value, total.approximate), _sums(total, parts) or (
            "sum" if len(_run(text, rest)) > 1 and listed > total.value and not total.approximate else None
        )
    run = _without_its_parts(_run(text, whole_ones))
    first = run[0]
    sexes = [one for one in found if one.noun == "both" and one is not first]
    if sexes and len(run) > 1:
        run = [one for one in run if one not in sexes]
    value = sum(one.value for one in run)
    shown = replace(first, value=value, approximate=any(one.approximate for one in run))
    return (value, shown.approximate), _sums(shown, [*parts, *sexes])


def _sums(total: _Count, parts: Sequence[_Count]) -> str | None:
    if total.approximate or not parts:
        return None
    both = [one for one in parts if one.noun == "both"]
    if any(one.value != total.value for one in both):
        return "sum"
    return "sum" if sum(one.value for one in parts if one not in both) > total.value else None


def _without_its_parts(run: list[_Count]) -> list[_Count]:
    """献血27名, 400毫升的18人, 200毫升的9人: the first is what the others add up to."""
    first, rest = run[0], run[1:]
    return [first] if len(rest) > 1 and first.value == sum(one.value for one in rest) else run


def _run(text: str, found: Sequence[_Count]) -> list[_Count]:
    """The counts that are told off one after the other: 80人、65人、54人; 学生40人, 家长38人."""
    if not found:
        return []
    run = [found[0]]
    for one in found[1:]:
        between = text[run[-1].at[1] : one.at[0]]
        noun, own = run[-1].noun, one.before
        listed = _SAME_TURN.match(between) and len(between) <= 14
        no_verb = not re.search(r"来|到|参加|参与|有|共|取|通过|培训|慰问|了|现场|为|给", between)
        nouns = bool(_NOUNS.search(between)) or bool(_GROUP.search(own))
        other_group = bool(_GROUP.search(own)) and len(between) <= 24
        same_value_again = one.value == run[-1].value and not nouns
        only_noun = len(between) <= 8 and bool(_NOUNS.search(between)) and bool(noun) and no_verb
        restated = one.value == run[-1].value and one.noun == "" and not own.strip("\x01 ")
        if not same_value_again and not restated and (
            (len(between) <= 1) or only_noun or (listed and no_verb) or other_group or (listed and nouns and noun != "")
        ):
            run.append(one)
        else:
            break
    return run
