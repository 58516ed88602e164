"""Which of the types an activity is of: a lexicon by families of concepts, and what decides between two of them.

A word counts with the weight of its group: 8 names the type outright, 3 speaks for it, 1 goes along with it. Of
several words at one place the longest counts: it can also take the meaning out of a shorter one (急救站).
"""

import re
from collections.abc import Iterator
from functools import cache

from bot.core.activities import ActivityType as T

_WORDS: dict[T, dict[int, str]] = {
    T.FIRST_AID_TRAINING: {
        9: """
        急救培训 救护培训 急救课 急救讲座 急救教学 急救演练 救护演练 急救技能 救护技能 急救知识 救护知识 救护员培训
        救护员复训 救护员班 救护员取证 救护员考核 急救员培训 心肺复苏 心肺复甦 复苏 海姆立克 海氏急救法 海姆立刻
        海姆里克 气道异物 气道梗阻 异物梗阻 异物卡喉 包扎 止血 应急救护 现场救护 初级救护 救护班 急救班 急救公开课
        急救体验 救护体验 急救大赛 急救比赛 救护大赛 救护比赛 急救竞赛 救护竞赛 急救技能比武 救护课 自救互救 自救
        互救 创伤救护 骨折固定 三角巾 胸外按压 胸外心脏按压 人工呼吸 除颤 除颤仪 除颤器 aed cpr 救护师资 救护证
        急救证 救护复训 复训 救护师 急救工作坊 急救实操 急救进 救护进 救在身边 急救培圳 防溺水急救 溺水急救
        溺水救护 中暑急救 烫伤急救 触电急救 婴幼儿急救 家庭急救 儿童急救 宠物急救 急救体验馆 急救教室 急救训练
        救护训练 救护实操 急救方法 救护方法 急救操作 救护操作 急救手法 急救措施 急救常识 救护常识 急救小课堂
        急救课堂 救护课堂 救护讲座 世界急救日 急救日 复苏术 按压胸口 按胸口 按压 打包扎 绷带 卡喉 救护站培训
        急救示范 急救推广 救护普及 救护取证 急救取证 初级急救 学急救 教急救 练急救 讲急救 救护技术 急救技术
        急救本领 救人本领 救命技能 应急救护员 救护学习 救护学习班
        """,
        3: "培训 参训 学员 取证 证书 实操",
        2: "急救包 急救箱 急救药箱",
        6: "急救 救护 救护员 急救员 假人 模拟人 救命 第一响应人 第一目击者",
        0: """
        急救手册 救护车 救护队 救护服 急救药品 急救物资 急救电话 急救用品 急救药包 急救站
        救护站 家庭急救包 救护志愿者 急救志愿者 红十字救护站
        """,
    },
    T.RESCUE: {
        9: """
        搜救 营救 救出 搜寻 打捞 抢险 抗洪抢险 抗洪 抗震救灾 车祸救援 救援任务 紧急救援 应急救援 水上救援 水域救援
        山地救援 山岳救援 绳索救援 救援行动 破拆 落水 溺水者 走失 被困 驰援 转移群众 转移村民 转移居民 转移被困
        紧急转移 转移安置 出动救援 救援出动 救起 救上岸 地震救援 赶赴灾区 赶赴现场 现场处置 伤员转运 转运伤员
        救治伤员 抢救伤员 救助落水 失联 迷路 遇险 寻人 找人 扑火 灭火救援 扑救 扑灭 山火扑救 道路清障 清障 抽水排涝
        排涝 加固堤坝 堤坝 巡堤 驴友 坠崖 坠河 坠井 救援现场 连夜救援 皮划艇 冲锋舟 救援队出动 救护保障 急救保障
        医疗保障 赛事保障 赛事救护 救护值守 应急保障 伤员 脱险 获救 解救 救人 紧急出动 救了 灾区 支援灾区 地震灾区
        晕倒 抽水 救援训练 救援演练 救援拉练 水域训练 绳索训练 救援技能 救援集训
        """,
        5: "救援 救援队 出警 抢救 险情 车祸 翻车 火灾救援 出动 追尾 事故 山火 塌方 泥石流",
        3: "洪水 内涝 台风 暴雨",
    },
    T.RELIEF: {
        9: """
        送温暖 博爱送万家 人道救助 救助金 慰问金 助学金 大病救助 医疗救助 临时救助 困难救助 救灾物资 赈灾 赈济
        小天使 天使阳光 募捐 捐款 捐物 捐衣 捐赠仪式 爱心捐赠 义卖 助学 资助 捐资 结对帮扶 结对助学 帮困 扶贫 济困
        帮扶困难 帮扶 慰问困难 走访困难 慰问贫困 慰问特困 慰问低保 慰问受灾 受灾群众 灾民 受灾 慰问残疾 慰问孤寡
        救助物资 赈灾物资 送帐篷 送棉被 棉被 帐篷 御寒 过冬 冬衣 家庭箱 博爱家园物资 爱心物资 慰问品发放 送清凉
        困难群众 困难家庭 困难职工 困难户 困难学生 贫困户 贫困学生 困境儿童 低保户 低保家庭 特困户 特困人员 五保户
        五保老人 特困 孤儿 事实孤儿 残疾人家庭 困难老人 困难党员 困难老党员 白血病 先心病 大病患者 重病患者 尿毒症
        爱心帮扶 爱心书包 温暖包 暖冬包 爱心包裹 博爱包 救急难 生活补助 圆梦大学 圆梦助学 微心愿 慰问受助 火灾受灾
        失火 烧毁 救助 救济 贫困家庭 贫困老人 贫困 困难妇女 困难母亲 单亲 义拍 轮椅 拐杖 重残 残障 残障人士
        重度残疾 爱心义卖 慈善募捐 慈善捐款
        99公益日募捐 献爱心捐款 赠衣 送年货 年货 绿豆汤 酸梅汤 结对 低保 爱心礼包 生活物资
        """,
        3: """
        慰问 走访 物资 米油 大米 食用油 米面 粮油 生活用品 慰问品 慰问物资 慰问信 上门慰问 入户慰问 困难 送衣 衣物
        棉衣 羽绒服 毛毯 被子 困境 残疾人 残疾 红包 现金 入户 送去 送米 送面 送煤 取暖 环卫工人 环卫工 留守儿童
        留守 孤寡 户 捐 捐赠 爱心
        """,
        0: "应急物资 防汛物资 一户",
    },
    T.DISSEMINATION: {
        9: """
        红十字运动 红十字知识 红十字精神 红十字文化 人道法 国际人道法 探索人道法 红十字会法 红十字法 人道传播
        红十字宣传 世界红十字日 红十字日 红十字历史 红十字故事 红十字起源 红十字标志 标志使用 博爱周
        红十字运动基本知识 人道博爱奉献 人道文化 人道精神 人道教育 人道宣传 红十字展览 红十字主题展 红十字主题宣传
        红十字知识竞赛 红十字知识问答 七项基本原则 基本原则 日内瓦公约 亨利·杜南 杜南 红十字会知识 红十字理念
        红十字课堂 三救三献 红十字标识 红十字传播 红十字进校园 红十字会历史 红十字博爱周 生命文化 红十字主题班会
        红十字故事会 红十字理论 红十字常识 红会知识 红十字会的由来 红十字由来 人道理念 传播人道 人道公益 人道讲堂
        人道主题
        """,
        3: "博爱 人道 展板 有奖问答 宣传栏 黑板报 三献 宣传册 主题宣传 知识竞赛 红十字主题 红十字",
        1: "红十字 宣传 传单 折页 宣传单 宣传页 传播 宣讲 横幅 问答 资料",
    },
    T.BLOOD_DONATION: {
        9: """
        无偿献血 献血 献热血 献血车 采血车 采血点 献血者 献血者日 血站 血库 成分血 血小板 机采 采血 全血 热血
        献血屋 血液中心 用血 挽袖 撸袖 捐血 血荒 献了血 熊猫血 中心血站 献血量 400毫升 献血证 世界献血者日 献血知识
        献血招募
        """,
        3: "毫升 ml 血量 血型",
    },
    T.STEM_CELL_DONATION: {
        14: """
        造血干细胞 造干 干细胞 骨髓 骨髓库 中华骨髓库 捐髓 血样采集 入库采样 采样入库 造血干 血样入库 采血样
        采集血样 造血干细胞捐献 造血干细胞捐献者 hla 高分辨 分型 配型 髓缘 血样 采了血样 留样入库 志愿捐献者资料库
        干细胞捐献 骨髓捐献 骨髓捐献者日
        """,
        5: "入库 采样",
    },
    T.ORGAN_DONATION: {
        14: """
        遗体捐献 器官捐献 遗体 人体器官 角膜 眼角膜 遗体器官 器官移植 捐献缅怀 捐献者家属 捐献纪念 器官 生命礼赞
        眼库 捐献遗体 捐遗体 捐角膜 遗体和器官 人体捐献 人体器官捐献 器官捐献日 捐献志愿登记 大体老师 光明使者
        捐献协调员
        """,
        5: "缅怀 追思 登记捐献 捐献登记 捐献意愿 捐献志愿 祭奠 纪念碑 感恩墙",
        2: "捐献",
    },
    T.DISASTER_PREVENTION: {
        8: """
        防灾减灾 防灾 减灾 防震 避震 地震演练 地震疏散 抗震演练 疏散演练 消防演练 消防演习 消防知识 消防安全 消防
        逃生 逃生演练 火灾演练 灭火演练 灭火器 防汛演练 防汛 防台 防洪 洪水避险 避险演练 避险 避灾 减灾知识
        防灾知识 应急演练 应急疏散 疏散 紧急疏散 地质灾害 滑坡演练 灭火 防溺水 森林防火 防火 防雷 防电信 应急避难
        避难场所 避难所 备灾 应急物资 防汛物资 应急包发放 应急能力 安全隐患 隐患排查 灾害预警 防灾减灾日 国际减灾日
        减灾日 消防日 安全体验馆 防踩踏 踩踏 燃气安全 用电安全 用火安全 安全用电 安全演练 防空演练 防灾演练 地震
        灾害 防寒潮 防高温 应急知识 应急避险 地震体验 消防体验 消防站参观 消防救援站 减灾科普 防灾科普 防灾宣传
        预防溺水 抗台 沙袋 消火栓 烟道 烟雾逃生 家庭应急包 水上安全 水域安全 电梯困人演练 防暴雨 防台风 防御台风
        应急广播 演习 防火宣传 防范火灾 居家安全 防煤气 煤气中毒 一氧化碳 煤气 帐篷搭建 搭帐篷 火场 火灾逃生 溺水
        防灾减灾救灾
        """,
        3: "演练 火灾 洪水 台风 暴雨 应急 自护 避难 预警 减灾社区 安全教育 安全知识 安全课 生命安全",
        0: """
        消防志愿者 消防员 消防队 消防队员 消防站 消防大队 消防救援大队 消防中队 应急管理 应急局 应急办 应急志愿者
        应急队员
        """,
    },
    T.HEALTH_EDUCATION: {
        8: """
        健康讲座 健康知识 健康宣教 健康教育 健康科普 健康普及 健康课 健康咨询 健康宣传 健康体检 健康义诊 义诊 坐诊
        流感 预防流感 高血压 糖尿病 慢性病 慢病 艾滋病 防艾 艾滋 结核 肺结核 结核病 传染病 登革热 诺如 手足口 新冠
        疫苗 接种 养生 中医养生 中医 推拿 针灸 艾灸 口腔 牙齿 护牙 爱牙 视力 近视 护眼 爱眼 用眼 眼睛 眼病 白内障
        查体 眼健康 眼科 配镜 老花镜 老花 量血压 测血压 测血糖 量血糖 血糖 血压 心理健康 心理讲座 心理疏导 心理
        控烟 戒烟 禁烟 烟草 吸烟 抽烟 无烟 肿瘤 癌症 防癌 两癌 筛查 乳腺 宫颈癌 骨质疏松 颈椎 腰椎 脑卒中 中风
        冠心病 心脑血管 高血脂 三高 合理膳食 营养 减盐 膳食 控糖 食品安全 食品卫生 用药 合理用药 安全用药 洗手
        手卫生 七步洗手 个人卫生 卫生知识 卫生习惯 春季传染病 秋冬季 青春期 生理卫生 性健康 孕产 孕妇 母婴 育儿
        优生 妇科 妇女健康 女性健康 心血管 健身 八段锦 太极 防暑 中暑 防暑降温 灭蚊 蚊虫 病媒 狂犬病 寄生虫 肠道
        肝炎 乙肝 体检 问诊 送医下乡 送药 送诊 巡诊 诊疗 听力 爱耳 睡眠 急性 防病 防疫 疾病预防 疾病 健康生活 健康素养
        健康大讲堂 保健 健康 老年病 阿尔茨海默病预防 禁毒 毒品 生殖健康 体重 减重 运动损伤 理疗 世界卫生日 艾滋病日
        卫生健康 医疗服务 免费诊疗 名医 专家门诊 检测血糖 把脉 听诊 骨密度 心电图 b超 健康档案 膝关节 痛风 预防
        近视防控 传染病防控
        """,
        0: """
        卫生健康局 卫健局 卫健委 健康委 中医院 中医馆 疾控中心 健康村 健康中心 心理咨询师 血压计 健康小屋 健康驿站
        卫生院 卫生室
        """,
        3: "卫生 讲医 医生讲 医疗 门诊",
    },
    T.VOLUNTEER_SERVICE: {
        8: """
        志愿服务 志愿活动 志愿服务活动 志愿行动 清扫 打扫 捡垃圾 捡拾垃圾 清理垃圾 垃圾分类 捡拾 清洁 保洁 大扫除
        环境整治 人居环境 环境卫生 清理河道 河道 清河 巡河 护河 净滩 净山 文明劝导 交通劝导 文明交通 交通引导
        交通值勤 交通执勤 维持秩序 秩序维护 引导 值勤 执勤 站岗 护学岗 护学 爱心送考 爱心护考 护考 送考 高考服务
        高考生 接送考生 接送 中考服务 植树 种树 绿化 绿植 创文 创城 创建文明城市 文明城市 文明创建 扫雪 铲雪 除雪
        便民服务 便民 义务维修 修家电 维修家电 磨刀 修鞋 修伞 配钥匙 缝补 义剪 春运 图书整理 整理图书 小广告
        清理小广告 牛皮癣 学雷锋 雷锋 志愿者日 社区巡逻 夜间巡逻 巡逻 环保 光盘行动 垃圾 落叶 杂草 除草 拔草
        共享单车 单车摆放 摆放单车 单车 爱心驿站 爱心粥 施粥 腊八粥 送水 凉茶 免费饮水 导医 导诊 导览 助农 采摘
        抢收 义务劳动 劳动 公益服务 迎新服务 服务岗 服务驿站 公益活动 清运 文明实践 核酸 防疫值守 防疫消毒 消杀
        卡口值守 值守 河边 护林 文明祭扫 祭扫引导 导乘 地铁口引导 爱心理发 门前三包 墙绘 志愿清洁 清理 洁家净村
        环境 送票 修路灯 秩序 扶老携幼 疏导 擦洗 冲洗 拔除 整理 代办 指路 摆放
        """,
        2: "志愿 志愿者 义工",
        3: "义务 服务队 奉献 公益 捐书",
        0: "志愿者培训 培训志愿者 志愿者招募 志愿者登记 志愿者协会 志愿者联合会 红十字志愿者 志愿服务中心",
    },
    T.YOUTH: {
        8: """
        夏令营 冬令营 交流营 训练营 成长营 研学 营员 青少年红十字 红十字青少年 青少年活动 青少年交流 小小红十字
        红十字小记者 小小志愿者 小志愿者 少先队 队日 主题队会 队会 主题班会 班会 生命教育 开学第一课 成人礼 十八岁
        青少年文化节 校园文化节 社团 社团招新 招新 青少年论坛 青春健康同伴 同伴教育 小红十字 青年论坛 亲子 亲子活动
        手抄报 绘画 征文 演讲比赛 朗诵 故事大王 书画 儿童画 画展 青少年 青少年主题 模拟联合国 青少年骨干
        青少年会员活动 暑期托管 暑托班 四点半课堂 假期托管 托管班 托管 儿童节 六一 研学营 体验营 露营 春游 秋游
        少年 红领巾 青苗 红十字少年 职业体验 小讲解员 拓展营
        """,
        3: "大学生 学生干部 校园行 儿童 小朋友 孩子们 亲子家庭 孩子 小学生 红十字小卫士 手工",
        2: "学生 同学 校园",
        1: "小学 中学 学校 师生 老师",
    },
    T.ELDERLY_CARE: {
        8: """
        养老服务 养老照护 养老护理 陪伴老人 陪老人 老人过生日 老人生日 生日会 集体生日 给老人理发 老人理发 剪指甲
        洗澡 擦身 翻身 剪头发 洗脚 洗头 助浴 助餐 助老 敬老 爱老 为老服务 老年食堂 送餐 送饭 包饺子 陪聊 聊天
        空巢老人 独居老人 失能老人 失能 半失能 高龄老人 孤寡老人 认知症 失智 老年痴呆 照护 照料 适老化 智能手机
        手机课 手机培训 百岁老人 长寿 寿星 祝寿 重阳 重阳节 晒被子 洗被子 防跌倒 老年人防跌倒 金婚 探望老人
        看望老人 慰问老人 慰问高龄 关爱老人 老人院 千叟宴 长者 老年护理 护老 居家养老 养老 老年人 留守老人
        老年人服务 敬老月 敬老活动 孝老 夕阳红 银龄 老有所 百岁
        """,
        4: """
        为老人 给老人 敬老院 养老院 福利院 幸福院 老人 老年 日间照料 日照中心 颐养 护理院 康养 老党员 理发 高龄
        老年大学 爷爷奶奶 老奶奶 老爷爷 空巢 独居 老伯 陪伴 生日
        """,
    },
    T.MEMBERS: {
        10: """
        青年会员 会员大会 会员代表大会 会员代表 会员座谈 会员日 会员活动 会员联谊 会员联欢 会员交流 会员培训
        会员发展 发展会员 会员学习 会员会议 会员招募 会员年会 会员见面会 会员茶话会 会员表彰 会员代表座谈 会员入会
        入会仪式 入会宣誓 新会员 会员宣誓 会费 会员之家 会员生活 团体会员座谈 团体会员交流 团体会员单位 会员颁证
        颁发会员证 会员证 会员团建 会员登记 会员慰问 会员服务 优秀会员 会员生日会 理事会 入会 会员观影 会员参观
        会员沙龙 会员读书 会员健步走 会员踏青 会员春游 会员日活动 会员例会 会员小组会 会员拓展 会员运动会
        """,
        4: "会员 团体会员 青少年会员",
    },
    T.OTHER: {
        8: """
        反诈 防诈骗 防诈 诈骗 普法 法律 宪法 党课 主题党日 党日 党建 换届 团建 工作会议 推进会 部署会 总结会 年会
        述职 例会 表彰大会 表彰会 揭牌 成立大会 成立仪式 挂牌 调研 考察 文艺演出 文艺汇演 晚会 电影 观影 放映
        运动会 篮球 足球 羽毛球 乒乓球 广场舞 歌咏 合唱 垂钓 健步走 登山 徒步 参观学习 红色教育 烈士陵园 安全生产
        交通安全 培训会议 业务培训 财务培训 座谈会 工作交流 经验交流 迎检 检查 招聘 直播带货 相亲 插花 茶艺 烘焙
        书法 摄影 读书 读书会 阅读 古诗 英语 编程 剪纸 非遗 猜灯谜 灯谜 知识产权 垃圾焚烧 用工 档案整理 税务 保险
        理财 金融 反邪教 扫黑 电商 厨艺 养殖技术 种植技术 会议 联欢 春晚 写春联 送春联 春联 包粽子 做月饼 汤圆
        趣味运动 拔河 视频会议 学习会 通报会 社区工作 选举
        """,
    },
}
_LONGEST = 8
# Who is trained or taken care of is not what is done: these words lose their weight beside what is done.
_TRAINS = re.compile(r"培训|讲座|授课|讲课|上课|教|课|讲|演示|示范|学习|练习|实操|考核|演练|体验|比赛|竞赛")
_OLD = re.compile(r"老人|老年|长者|高龄|敬老|养老|福利院|幸福院|爷爷奶奶|老奶奶|老爷爷|老伯|大爷|大妈|大娘")
_NEEDY = re.compile(r"困难|贫困|低保|特困|五保|孤寡|受灾|困境|残疾|大病|重病|救助|灾")
_BLOOD_ALSO = re.compile(r"献血.{0,30}(?:同时|顺便|还有?|其中|另|并|现场|期间).{0,14}(?:造血?干|干细胞|骨髓|入库)")
_OF_BLOOD = re.compile(r"献血车|无偿献血|献血")
_REAL_RESCUE = re.compile(
    r"救出|营救|搜救|打捞|被困|落水|转移(?:群众|村民|居民|安置)|紧急转移|抢险|抗洪|车祸|救援任务|"
    r"出动|驰援|获救|救了|救治|晕倒|失联|走失|扑救|扑灭|扑火|遇险|救起|脱险|追尾|翻车|救治|伤员"
)
_DRILL = re.compile(r"演练|演习|模拟|培训|讲座|训练|宣传|知识|课|讲|教|学习|学用|体验")
_SERVES_OLD = re.compile(
    r"(?:理发|剪发|聊天|陪伴|过生日|生日|包饺子|包粽子|表演|唱歌|打扫|擦玻璃|洗|晒被|送餐|送饭|"
    r"助浴|剪指甲|煮|做饭|读报|拍照|合影|节目|演出|整理|清扫)"
)


def type_of(text: str, aside: str = "") -> T | None:
    """The type of the activity that a folded text speaks of, None when nothing in it says one.

    `aside` is what the organisation and the place are called: what stands there speaks for a type weakly.
    """
    said = dict.fromkeys(T, 0.0)
    seen: set[tuple[str, T]] = set()
    for word, kind, weight in _found(text):
        if (word, kind) not in seen:
            seen.add((word, kind))
            said[kind] += weight
    for word, kind, weight in _found(aside):
        if (word, kind) not in seen:
            seen.add((word, kind))
            said[kind] += weight * (0.6 if kind is T.ELDERLY_CARE else 0.34)
    _decide(text, f"{text} {aside}", said)
    best = max(said, key=lambda kind: said[kind])
    return best if said[best] >= 2 else None


def _decide(text: str, whole: str, said: dict[T, float]) -> None:
    """What takes precedence over what, where words of both are there."""
    if _BLOOD_ALSO.search(text):
        said[T.STEM_CELL_DONATION] = 0
    rescue = bool(_REAL_RESCUE.search(text))
    rescue_done = bool(re.search(r"救出|营救|搜救|打捞|转移(?:群众|村民|居民|安置)|获救", text))
    if rescue and not _DRILL.search(text):
        said[T.RESCUE] += 8
        said[T.DISASTER_PREVENTION] = min(said[T.DISASTER_PREVENTION], 5)
    elif (
        said[T.RESCUE]
        and _DRILL.search(text)
        and not re.search(r"救援(?:训练|演练|拉练|技能|集训)|水域训练|绳索", text)
    ):
        said[T.RESCUE] /= 3
    first_aid = said[T.FIRST_AID_TRAINING]
    if first_aid >= 9 and not (rescue and not _TRAINS.search(text)):
        # What is learnt decides, not who learns it or where.
        for kind in (
            T.YOUTH,
            T.ELDERLY_CARE,
            T.VOLUNTEER_SERVICE,
            T.MEMBERS,
            T.HEALTH_EDUCATION,
            T.DISSEMINATION,
            T.OTHER,
        ):
            said[kind] *= 0.5
        if not re.search(r"地震|消防|火灾|疏散|防汛|防灾", text):
            said[T.DISASTER_PREVENTION] *= 0.4
    if said[T.HEALTH_EDUCATION] >= 8:
        for kind in (T.ELDERLY_CARE, T.YOUTH, T.VOLUNTEER_SERVICE, T.MEMBERS, T.DISSEMINATION):
            said[kind] *= 0.5
    if said[T.DISASTER_PREVENTION] >= 8:
        for kind in (T.YOUTH, T.VOLUNTEER_SERVICE, T.MEMBERS, T.DISSEMINATION, T.OTHER, T.HEALTH_EDUCATION):
            said[kind] *= 0.6
    if re.search(r"[\u3400-\u9fff]{2}急救(?![员站车箱包药中]|保障)", text) and said[T.FIRST_AID_TRAINING] >= 6:
        said[T.FIRST_AID_TRAINING] += 4
    if "慰问" in text and not rescue_done:
        said[T.RELIEF] += 3
        said[T.RESCUE] *= 0.3
        said[T.DISASTER_PREVENTION] *= 0.3
    if _OLD.search(whole):
        if _NEEDY.search(text) and not _SERVES_OLD.search(text):
            said[T.RELIEF] += 5
            said[T.ELDERLY_CARE] *= 0.5
        elif _SERVES_OLD.search(text):
            said[T.ELDERLY_CARE] += 5
            said[T.VOLUNTEER_SERVICE] *= 0.5
            said[T.OTHER] *= 0.3
    if said[T.BLOOD_DONATION] >= 9 or said[T.STEM_CELL_DONATION] >= 14 or said[T.ORGAN_DONATION] >= 14:
        for kind in set(said) - {T.BLOOD_DONATION, T.STEM_CELL_DONATION, T.ORGAN_DONATION, T.FIRST_AID_TRAINING}:
            said[kind] *= 0.4
    if said[T.RELIEF] >= 9:
        for kind in (T.YOUTH, T.VOLUNTEER_SERVICE, T.DISSEMINATION, T.MEMBERS):
            said[kind] *= 0.6


def _found(text: str) -> Iterator[tuple[str, T, float]]:
    words, place = _lexicon(), 0
    while place < len(text):
        for length in range(min(_LONGEST, len(text) - place), 0, -1):
            word = text[place : place + length]
            if word in words:
                yield from ((word, kind, weight) for kind, weight in words[word])
                place += length
                break
        else:
            place += 1


@cache
def _lexicon() -> dict[str, list[tuple[T, float]]]:
    words: dict[str, list[tuple[T, float]]] = {}
    for kind, groups in _WORDS.items():
        for weight, listed in groups.items():
            for word in listed.split():
                words.setdefault(word, []).append((kind, float(weight)))
    return words
